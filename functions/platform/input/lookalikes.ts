/**
 * Letters of other scripts that look like Latin ones, from Unicode's confusables.txt (UTS 39): enough to suggest the
 * intended name, and to read a word as a person does. Names that mix scripts are found without this list.
 */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ...pairs('авеорсухіјѕԁһӏԛԝк', 'abeopcyxijsdhlqwk'),
  ...pairs('АВЕКМНОРСТУХІЈЅ', 'ABEKMHOPCTYXIJS'),
  ...pairs('αινορυχκ', 'aivopuxk'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  ...pairs('օսհոց', 'ouhng'),
]);

/** The text with those letters as the Latin ones that they look like. */
export function latinLookalike(text: string): string {
  return text.replace(
    /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/gu,
    (letter) => LOOKALIKES.get(letter) ?? letter,
  );
}

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((letter, index) => [letter, to[index] ?? letter]);
}

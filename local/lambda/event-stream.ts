import { crc32 } from 'node:zlib';

/**
 * Encodes one message of `application/vnd.amazon.eventstream`: lengths, checksum of the lengths, headers, payload,
 * checksum of the whole. All headers are strings (type 7).
 */
export function encodeEvent(eventType: string, payload: Buffer, contentType: string): Buffer {
  const headers = Buffer.concat(
    Object.entries({ ':message-type': 'event', ':event-type': eventType, ':content-type': contentType }).map(
      encodeHeader,
    ),
  );
  const message = Buffer.alloc(16 + headers.length + payload.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, 12);
  payload.copy(message, 12 + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4);
  return message;
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const key = Buffer.from(name);
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([7]), length, text]);
}

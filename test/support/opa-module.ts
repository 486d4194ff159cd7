/**
 * A hand-written module with OPA's interface (openpolicyagent.org/docs/latest/wasm, ABI 1.2), because tests cannot compile
 * Rego. Its one entry point, `manifold/authz/decision`, looks for words in the input's JSON: `"trap"` traps,
 * `"undefined"` gives no result, `"admin"` allows, all else is denied.
 *
 * Assembled by wat2wasm from:
 *
 * (module
 *   (import "env" "memory" (memory 5))
 *   (global (export "opa_wasm_abi_version") i32 (i32.const 1))
 *   (global (export "opa_wasm_abi_minor_version") i32 (i32.const 2))
 *   (global $heap (mut i32) (i32.const 65536))
 *   (data (i32.const 1024) "{}\00")
 *   (data (i32.const 1040) "{\"manifold/authz/decision\":0}\00")
 *   (data (i32.const 1100) "\"admin\"")
 *   (data (i32.const 1110) "\"trap\"")
 *   (data (i32.const 1120) "\"undefined\"")
 *   (data (i32.const 1200) "[{\"result\":{\"allow\":true,\"reasons\":[\"Administrators may.\"],\"policies\":[\"authz/admin\"]}}]\00")
 *   (data (i32.const 1400) "[{\"result\":{\"allow\":false}}]\00")
 *   (data (i32.const 1500) "[]\00")
 *   (func (export "builtins") (result i32) (i32.const 1024))
 *   (func (export "entrypoints") (result i32) (i32.const 1040))
 *   (func (export "opa_heap_ptr_get") (result i32) (global.get $heap))
 *   (func (export "opa_heap_ptr_set") (param i32) (global.set $heap (local.get 0)))
 *   (func (export "opa_malloc") (param $n i32) (result i32)
 *     (local $at i32)
 *     (local.set $at (global.get $heap))
 *     (global.set $heap (i32.add (local.get $at) (local.get $n)))
 *     (local.get $at))
 *   (func (export "opa_json_parse") (param i32 i32) (result i32) (local.get 0))
 *   (func (export "opa_json_dump") (param i32) (result i32) (local.get 0))
 *   (func $contains (param $at i32) (param $len i32) (param $word i32) (param $size i32) (result i32)
 *     (local $i i32) (local $j i32)
 *     (block $no
 *       (loop $next
 *         (br_if $no (i32.gt_s (i32.add (local.get $i) (local.get $size)) (local.get $len)))
 *         (local.set $j (i32.const 0))
 *         (block $differs
 *           (loop $same
 *             (br_if $differs (i32.ne
 *               (i32.load8_u (i32.add (i32.add (local.get $at) (local.get $i)) (local.get $j)))
 *               (i32.load8_u (i32.add (local.get $word) (local.get $j)))))
 *             (local.set $j (i32.add (local.get $j) (i32.const 1)))
 *             (br_if $same (i32.lt_s (local.get $j) (local.get $size))))
 *           (return (i32.const 1)))
 *         (local.set $i (i32.add (local.get $i) (i32.const 1)))
 *         (br $next)))
 *     (i32.const 0))
 *   (func (export "opa_eval") (param $reserved i32) (param $entry i32) (param $data i32) (param $input i32)
 *       (param $length i32) (param $heap i32) (param $format i32) (result i32)
 *     (if (call $contains (local.get $input) (local.get $length) (i32.const 1110) (i32.const 6)) (then (unreachable)))
 *     (if (call $contains (local.get $input) (local.get $length) (i32.const 1120) (i32.const 11)) (then (return (i32.const 1500))))
 *     (if (call $contains (local.get $input) (local.get $length) (i32.const 1100) (i32.const 7)) (then (return (i32.const 1200))))
 *     (i32.const 1400)))
 */
export const OPA_MODULE = Uint8Array.from(
  Buffer.from(
    [
      'AGFzbQEAAAABJwZgAAF/YAF/AGABfwF/YAJ/fwF/YAR/f39/AX9gB39/f39/f38BfwIPAQNlbnYGbWVtb3J5AgAFAwoJAAAAAQID',
      'AgQFBhIDfwBBAQt/AEECC38BQYCABAsHrQEKFG9wYV93YXNtX2FiaV92ZXJzaW9uAwAab3BhX3dhc21fYWJpX21pbm9yX3ZlcnNp',
      'b24DAQhidWlsdGlucwAAC2VudHJ5cG9pbnRzAAEQb3BhX2hlYXBfcHRyX2dldAACEG9wYV9oZWFwX3B0cl9zZXQAAwpvcGFfbWFs',
      'bG9jAAQOb3BhX2pzb25fcGFyc2UABQ1vcGFfanNvbl9kdW1wAAYIb3BhX2V2YWwACAq/AQkFAEGACAsFAEGQCAsEACMCCwYAIAAk',
      'AgsRAQF/IwIhASABIABqJAIgAQsEACAACwQAIAALUAECfwJAA0AgBCADaiABSg0BQQAhBQJAA0AgACAEaiAFai0AACACIAVqLQAA',
      'Rw0BIAVBAWohBSAFIANIDQALQQEPCyAEQQFqIQQMAAsLQQALOAAgAyAEQdYIQQYQBwRAAAsgAyAEQeAIQQsQBwRAQdwLDwsgAyAE',
      'QcwIQQcQBwRAQbAJDwtB+AoLC+MBCABBgAgLA3t9AABBkAgLHnsibWFuaWZvbGQvYXV0aHovZGVjaXNpb24iOjB9AABBzAgLByJh',
      'ZG1pbiIAQdYICwYidHJhcCIAQeAICwsidW5kZWZpbmVkIgBBsAkLWVt7InJlc3VsdCI6eyJhbGxvdyI6dHJ1ZSwicmVhc29ucyI6',
      'WyJBZG1pbmlzdHJhdG9ycyBtYXkuIl0sInBvbGljaWVzIjpbImF1dGh6L2FkbWluIl19fV0AAEH4CgsdW3sicmVzdWx0Ijp7ImFs',
      'bG93IjpmYWxzZX19XQAAQdwLCwNbXQA=',
    ].join(''),
    'base64',
  ),
);

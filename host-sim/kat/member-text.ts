// SPDX-License-Identifier: Apache-2.0
//
// A member of a JSON object as it is written: an identifier goes back as it came, 1.0 as 1.0 and 2^64 with all its digits, which
// JSON.parse would not keep.

/** The text of the last member `name`. `json` is an object that JSON.parse has taken. */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let at = skipBlanks(json, json.indexOf('{') + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const key: unknown = JSON.parse(json.slice(at, keyEnd));
    const start = skipBlanks(json, skipBlanks(json, keyEnd) + 1);
    const end = endOfValue(json, start);
    if (key === name) found = json.slice(start, end).trimEnd();
    at = skipBlanks(json, end + 1);
  }
  return found;
}

function skipBlanks(json: string, at: number): number {
  let next = at;
  while (' \t\r\n'.includes(json[next] ?? '.')) next++;
  return next;
}

/** After the closing quotation mark of the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  let end = start;
  for (;;) {
    end = json.indexOf('"', end + 1);
    let backslashes = 0;
    while (json[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** Where the comma or brace stands that ends the value which begins at `start`. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; ; ) {
    const c = json[at]!;
    if (depth === 0 && (c === ',' || c === '}')) return at;
    if (c === '{' || c === '[') depth++;
    if (c === '}' || c === ']') depth--;
    at = c === '"' ? endOfString(json, at) : at + 1;
  }
}

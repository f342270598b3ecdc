// SPDX-License-Identifier: Apache-2.0
//
// What `jiaozi 8583` needs of the world: the three standard streams, so that tests can hand it others.

export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** No message of this dialect comes near it. */
const inputBytesMax = 1 << 20;

/** All of a stream, up to a megabyte. */
export async function readAll(stream: CliIo['stdin']): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    chunks.push(bytes);
    if (size > inputBytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, inputBytesMax);
}

export function fail(io: CliIo, text: string): number {
  io.stderr.write(`jiaozi 8583: ${text}\n`);
  return 1;
}

export function usageError(io: CliIo, text: string): number {
  io.stderr.write(`jiaozi 8583: ${text}; see \`jiaozi 8583 --help\`\n`);
  return 2;
}

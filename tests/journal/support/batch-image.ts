// SPDX-License-Identifier: Apache-2.0
//
// A batch that lies in the journal of a terminal when it is switched on, and in the acquirer's book: written by the firmware's own
// log under Node's crypto, since nobody waits for five hundred taps. The sealed reversals are none: such a batch can be settled,
// not uploaded.

import { sectorSize } from '../../../host-sim/chips/nor-flash.ts';
import type { World } from '../../../host-sim/scenario/world.ts';
import type { Flash } from '../../../src/io/ecma419.ts';
import { Log } from '../../../src/journal/log.ts';
import { encodeRecordOf } from '../../../src/journal/records.ts';
import { receipt, sale } from '../../unit/support/money-records.ts';
import { quickTools } from './tools.ts';

const blocks = 128;
const batch = '000001';
const terminalId = '10000019';
export const saleMinor = 1250;

class RamFlash implements Flash {
  readonly bytes = new Uint8Array(blocks * sectorSize).fill(0xff);

  status() {
    return { size: this.bytes.length, blocks, blockLength: sectorSize };
  }

  read(byteLength: number, byteOffset: number): ArrayBuffer {
    return this.bytes.slice(byteOffset, byteOffset + byteLength).buffer;
  }

  write(buffer: ArrayBufferView | ArrayBuffer, byteOffset: number): void {
    const view = ArrayBuffer.isView(buffer) ? buffer : new Uint8Array(buffer);
    this.bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), byteOffset);
  }

  eraseBlock(block: number): void {
    this.bytes.fill(0xff, block * sectorSize, (block + 1) * sectorSize);
  }

  close(): void {}
}

/** Of a checkpoint: no card has approved by itself. */
const noAdvices = {
  adviceFirst: 0,
  adviceCount: 0,
  adviceMinor: 0,
  adviceSends: 0,
  scriptFirst: 0,
  scriptCount: 0,
  scriptSends: 0,
};

/** Sales until `isEnough` of their number, and of segments used of those there are. */
export function putBatch(
  { sim }: World,
  isEnough: (sales: number, usage: { used: number; capacity: number }) => boolean,
  sealedBytes = 153,
): number {
  const flash = new RamFlash();
  const first = 3;
  let lastReceipt = 0;
  let traceLimit = 0;
  let sales = 0;
  const log: Log = new Log({
    flash,
    tools: quickTools,
    checkpoint: () =>
      encodeRecordOf('checkpoint', {
        state: 0,
        sale: 0,
        receipt: 0,
        cause: '',
        sends: 0,
        lastReceipt,
        traceLimit,
        batch: lastReceipt === 0 ? '000000' : batch,
        batchFirst: lastReceipt === 0 ? 0 : first,
        previousFirst: 0,
        settlement: 0,
        settlementMoved: 0,
        counted: sales,
        ...noAdvices,
      }),
  });
  traceLimit = 5000;
  log.append(encodeRecordOf('traceReserved', { limit: traceLimit, operator: '01' }));
  const { operator, time } = sale;
  const signedIn = encodeRecordOf('signedIn', { stan: '004999', batch, operator, time });
  if (log.append(signedIn) !== first) throw new Error('the batch begins elsewhere');
  while (!isEnough(sales, log.usage)) {
    const stan = String(++sales).padStart(6, '0');
    const common = { stan, batch, amountMinor: saleMinor };
    log.append(
      encodeRecordOf('saleConfirmed', {
        ...sale,
        ...common,
        sealedReversal: new Uint8Array(sealedBytes),
      }),
    );
    lastReceipt = log.append(encodeRecordOf('saleApproved', { ...receipt, ...common }));
    log.append(encodeRecordOf('slipPrinted', { stan, operator }));
    sim.acquirer.ledger.put({
      ...common,
      kind: 'sale',
      original: '',
      terminalId,
      maskedPan: receipt.maskedPan.replace(/^../, '62'),
      netMinor: saleMinor,
      state: 'approved',
      code: '00',
      note: '',
      rrn: '',
      authorizationCode: '',
      reversals: 0,
      atUs: 0,
    });
  }
  sim.board.flash.world.load('journal', flash.bytes);
  return sales;
}

// SPDX-License-Identifier: Apache-2.0
//
// Which of the acquirer's two addresses is talked to: docs/adr/0050-two-addresses-one-acquirer.md. Pure: the caller connects, and
// says what came of it.
//
// What a reader would get wrong: both lead to the same books and the same keys, so that whatever was begun at one may be
// asked for, reversed or sent again at the other. Two acquirers are two terminals.

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface FailOver {
  /** So many connections in a row without an answer, and the other address is taken. */
  readonly failuresMax: number;
  /** From then on the first address is tried so often, at idle. */
  readonly returnAfterMs: number;
}

export class HostChoice {
  readonly #endpoints: readonly Endpoint[];
  readonly #failOver: FailOver;
  #current = 0;
  #failures = 0;
  #sinceMs = 0;

  /** One address, or two: the first is the one that is preferred. */
  constructor(endpoints: readonly Endpoint[], failOver: FailOver) {
    if (endpoints.length < 1 || endpoints.length > 2) throw new RangeError('one host or two');
    this.#endpoints = endpoints;
    this.#failOver = failOver;
  }

  get endpoint(): Endpoint {
    return this.#endpoints[this.#current]!;
  }

  /** 1 or 2. */
  get number(): number {
    return this.#current + 1;
  }

  get first(): Endpoint {
    return this.#endpoints[0]!;
  }

  /** The host at `endpoint` has answered. */
  answered(endpoint: Endpoint): void {
    if (endpoint === this.endpoint) this.#failures = 0;
  }

  /** It has not. True: from now on it is the other one. */
  failed(endpoint: Endpoint, nowMs: number): boolean {
    if (endpoint !== this.endpoint || this.#endpoints.length < 2) return false;
    this.#failures++;
    if (this.#failures < this.#failOver.failuresMax) return false;
    this.#use(1 - this.#current, nowMs);
    return true;
  }

  /** It is time to see whether the first address answers again. */
  mayReturn(nowMs: number): boolean {
    return this.#current !== 0 && nowMs - this.#sinceMs >= this.#failOver.returnAfterMs;
  }

  /** What came of that. */
  tried(isBack: boolean, nowMs: number): void {
    if (isBack) this.#use(0, nowMs);
    else this.#sinceMs = nowMs;
  }

  #use(index: number, nowMs: number): void {
    this.#current = index;
    this.#failures = 0;
    this.#sinceMs = nowMs;
  }
}

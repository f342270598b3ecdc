// SPDX-License-Identifier: Apache-2.0
//
// The configuration of ESP-IDF that a board's folder asks for: what every board must have, that a development build burns no fuse, and
// that a release is the development build and the locks, nothing else.

import { type Finding, found } from './finding.ts';

type Settings = ReadonlyMap<string, string>;

/** CONFIG_X=value, and `# CONFIG_X is not set` as n. */
function parseSdkconfig(text: string): Settings {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, off, name, value] =
      /^(?:# (CONFIG_\w+) is not set|(CONFIG_\w+)=(.*))$/.exec(line) ?? [];
    if (off) settings.set(off, 'n');
    else if (name) settings.set(name, value!);
  }
  return settings;
}

const everywhere: readonly (readonly [name: string, value: string, why: string])[] = [
  ['CONFIG_ESP_BROWNOUT_DET', 'y', 'the printer pulls the supply down'],
  ['CONFIG_ESP_TASK_WDT_EN', 'y', 'a program that hangs must be reset'],
  ['CONFIG_ESP_TASK_WDT_INIT', 'y', 'a program that hangs must be reset'],
  ['CONFIG_ESP_TASK_WDT_PANIC', 'y', 'a watchdog that only prints helps nobody'],
  ['CONFIG_ESP_SYSTEM_PANIC_SILENT_REBOOT', 'y', 'a crash must not print memory'],
  ['CONFIG_ESP_COREDUMP_ENABLE_TO_NONE', 'y', 'a crash must not keep memory'],
];

/** What burns fuses at the first start. */
export const irreversible: readonly (readonly [name: string, value: string, why: string])[] = [
  ['CONFIG_SECURE_BOOT', 'y', 'only signed programs start'],
  ['CONFIG_SECURE_BOOT_V2_ENABLED', 'y', 'only signed programs start'],
  ['CONFIG_SECURE_FLASH_ENC_ENABLED', 'y', 'the flash is encrypted'],
  ['CONFIG_SECURE_FLASH_ENCRYPTION_MODE_RELEASE', 'y', 'and stays so'],
  ['CONFIG_SECURE_ENABLE_SECURE_ROM_DL_MODE', 'y', 'the loader in ROM reads nothing out'],
  ['CONFIG_NVS_ENCRYPTION', 'y', 'the password of the network lies there'],
  ['CONFIG_BOOTLOADER_APP_ANTI_ROLLBACK', 'y', 'old releases do not come back'],
];

const forbidden: Readonly<Record<string, string>> = {
  CONFIG_SECURE_BOOT_INSECURE: 'leaves holes in the secure boot on purpose',
  CONFIG_SECURE_BOOT_ALLOW_JTAG: 'JTAG reads the keys out of memory',
  CONFIG_SECURE_BOOT_ALLOW_ROM_BASIC: 'a console in ROM',
  CONFIG_EFUSE_VIRTUAL: 'fuses that are not fuses',
  CONFIG_SPIRAM: 'no secret and no card number may lie in PSRAM',
};

export interface Configuration {
  readonly settings: Settings;
  readonly flashBytes: number;
  readonly tableOffset: number;
}

export function configurationOf(text: string): Configuration {
  const settings = parseSdkconfig(text);
  const size = Number.parseInt(settings.get('CONFIG_ESPTOOLPY_FLASHSIZE')?.slice(1) ?? '0', 10);
  const tableOffset = Number(settings.get('CONFIG_PARTITION_TABLE_OFFSET') ?? 0x8000);
  return { settings, flashBytes: size * 1024 ** 2, tableOffset };
}

export function sdkconfigFindings(where: string, text: string, release: boolean): Finding[] {
  const { settings, flashBytes } = configurationOf(text);
  const findings: Finding[] = [];
  const report = (message: string) => findings.push(found(where, message));
  const size = `CONFIG_ESPTOOLPY_FLASHSIZE_${flashBytes / 1024 ** 2}MB`;
  if (settings.get(size) !== 'y') report(`${size}=y is missing`);
  for (const [name, value, why] of [...everywhere, ...(release ? irreversible : [])])
    if (settings.get(name) !== value) report(`${name}=${value} is missing: ${why}`);
  if (!release)
    for (const name of settings.keys())
      if (/^CONFIG_(SECURE_|NVS_ENC|BOOTLOADER_APP_(ANTI_)?ROLLBACK)/.test(name))
        report(`${name} belongs into a release: a development build burns no fuse`);
  for (const [name, why] of Object.entries(forbidden))
    if (settings.get(name) === 'y') report(`${name}: ${why}`);
  return findings;
}

/** The release's folder is its board's development build, and only adds to it. */
export function flavourFindings(where: string, development: string, release: string): Finding[] {
  const settings = parseSdkconfig(release);
  return [...parseSdkconfig(development)]
    .filter(([name, value]) => settings.get(name) !== value)
    .map(([name, value]) =>
      found(where, `${name}=${value} of the development build is not in the release`),
    );
}

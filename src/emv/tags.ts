// SPDX-License-Identifier: Apache-2.0
//
// The data objects that the terminal works with: tag, format and length range, as data. docs/sources.md [domain B10]
//
// A tag is here because Entry Point, a kernel or the acquirer's message needs it, and the ranges are enforced on what a
// card sends (length zero is no object). The dictionary of all tags with their names for people is host-sim/lib/tag-names.ts.

/** n: BCD digits, right-aligned; cn: BCD digits, left-aligned, padded F; b: bytes; an, ans: characters. */
export type Format = 'n' | 'cn' | 'b' | 'an' | 'ans';

export interface DataObject {
  readonly format: Format;
  readonly lengthMin: number;
  readonly lengthMax: number;
}

export const tag4FApplicationDefinitionFileName = 0x4f;
export const tag50ApplicationLabel = 0x50;
export const tag57Track2EquivalentData = 0x57;
export const tag5AApplicationPan = 0x5a;
export const tag61ApplicationTemplate = 0x61;
export const tag6FFciTemplate = 0x6f;
export const tag70RecordTemplate = 0x70;
export const tag77ResponseFormat2 = 0x77;
export const tag80ResponseFormat1 = 0x80;
export const tag82ApplicationInterchangeProfile = 0x82;
export const tag83CommandTemplate = 0x83;
export const tag84DedicatedFileName = 0x84;
export const tag87ApplicationPriorityIndicator = 0x87;
export const tag8FCaPublicKeyIndex = 0x8f;
export const tag90IssuerPublicKeyCertificate = 0x90;
export const tag92IssuerPublicKeyRemainder = 0x92;
export const tag93SignedStaticApplicationData = 0x93;
export const tag94ApplicationFileLocator = 0x94;
export const tag95TerminalVerificationResults = 0x95;
export const tag9ATransactionDate = 0x9a;
export const tag9BTransactionStatusInformation = 0x9b;
export const tag9CTransactionType = 0x9c;
export const tagA5FciProprietaryTemplate = 0xa5;
export const tag5F24ApplicationExpirationDate = 0x5f24;
export const tag5F25ApplicationEffectiveDate = 0x5f25;
export const tag5F28IssuerCountryCode = 0x5f28;
export const tag5F2ATransactionCurrencyCode = 0x5f2a;
export const tag5F34PanSequenceNumber = 0x5f34;
export const tag9F02AmountAuthorised = 0x9f02;
export const tag9F03AmountOther = 0x9f03;
export const tag9F06ApplicationIdentifierTerminal = 0x9f06;
export const tag9F07ApplicationUsageControl = 0x9f07;
export const tag9F08ApplicationVersionNumberCard = 0x9f08;
export const tag9F09ApplicationVersionNumber = 0x9f09;
export const tag9F10IssuerApplicationData = 0x9f10;
export const tag9F1ATerminalCountryCode = 0x9f1a;
export const tag9F1EInterfaceDeviceSerialNumber = 0x9f1e;
export const tag9F21TransactionTime = 0x9f21;
export const tag9F26ApplicationCryptogram = 0x9f26;
export const tag9F27CryptogramInformationData = 0x9f27;
export const tag9F29ExtendedSelection = 0x9f29;
export const tag9F2AKernelIdentifier = 0x9f2a;
export const tag9F32IssuerPublicKeyExponent = 0x9f32;
export const tag9F33TerminalCapabilities = 0x9f33;
export const tag9F34CvmResults = 0x9f34;
export const tag9F35TerminalType = 0x9f35;
export const tag9F36ApplicationTransactionCounter = 0x9f36;
export const tag9F37UnpredictableNumber = 0x9f37;
export const tag9F38Pdol = 0x9f38;
export const tag9F39PosEntryMode = 0x9f39;
export const tag9F41TransactionSequenceCounter = 0x9f41;
export const tag9F46IccPublicKeyCertificate = 0x9f46;
export const tag9F47IccPublicKeyExponent = 0x9f47;
export const tag9F48IccPublicKeyRemainder = 0x9f48;
export const tag9F4ASdaTagList = 0x9f4a;
export const tag9F4BSignedDynamicApplicationData = 0x9f4b;
export const tag9F63ProductIdentification = 0x9f63;
export const tag9F66TerminalTransactionQualifiers = 0x9f66;
export const tag9F69CardAuthenticationRelatedData = 0x9f69;
export const tag9F6CCardTransactionQualifiers = 0x9f6c;
export const tag9F74ElectronicCashAuthorizationCode = 0x9f74;
export const tag9F7AElectronicCashTerminalSupport = 0x9f7a;
export const tagBF0CFciIssuerDiscretionaryData = 0xbf0c;
export const tagDF31IssuerScriptResults = 0xdf31;
export const tagDF60SpecialApplicationIndicator = 0xdf60;
export const tagDF69SmAlgorithmSupport = 0xdf69;

const rows: readonly (readonly [tag: number, Format, lengthMin: number, lengthMax: number])[] =
  Object.freeze(
    [
      [tag4FApplicationDefinitionFileName, 'b', 5, 16],
      [tag50ApplicationLabel, 'ans', 1, 16],
      [tag57Track2EquivalentData, 'b', 1, 19],
      [tag5AApplicationPan, 'cn', 1, 10],
      [tag82ApplicationInterchangeProfile, 'b', 2, 2],
      [tag84DedicatedFileName, 'b', 5, 16],
      [tag87ApplicationPriorityIndicator, 'b', 1, 1],
      [tag8FCaPublicKeyIndex, 'b', 1, 1],
      [tag90IssuerPublicKeyCertificate, 'b', 1, 248],
      [tag92IssuerPublicKeyRemainder, 'b', 1, 248],
      [tag93SignedStaticApplicationData, 'b', 1, 248],
      [tag94ApplicationFileLocator, 'b', 4, 252],
      [tag95TerminalVerificationResults, 'b', 5, 5],
      [tag9ATransactionDate, 'n', 3, 3],
      [tag9BTransactionStatusInformation, 'b', 2, 2],
      [tag9CTransactionType, 'n', 1, 1],
      [tag5F24ApplicationExpirationDate, 'n', 3, 3],
      [tag5F25ApplicationEffectiveDate, 'n', 3, 3],
      [tag5F28IssuerCountryCode, 'n', 2, 2],
      [tag5F2ATransactionCurrencyCode, 'n', 2, 2],
      [tag5F34PanSequenceNumber, 'n', 1, 1],
      [tag9F02AmountAuthorised, 'n', 6, 6],
      [tag9F03AmountOther, 'n', 6, 6],
      [tag9F06ApplicationIdentifierTerminal, 'b', 5, 16],
      [tag9F07ApplicationUsageControl, 'b', 2, 2],
      [tag9F08ApplicationVersionNumberCard, 'b', 2, 2],
      [tag9F09ApplicationVersionNumber, 'b', 2, 2],
      [tag9F10IssuerApplicationData, 'b', 1, 32],
      [tag9F1ATerminalCountryCode, 'n', 2, 2],
      [tag9F1EInterfaceDeviceSerialNumber, 'an', 8, 8],
      [tag9F21TransactionTime, 'n', 3, 3],
      [tag9F26ApplicationCryptogram, 'b', 8, 8],
      [tag9F27CryptogramInformationData, 'b', 1, 1],
      [tag9F29ExtendedSelection, 'b', 1, 11],
      [tag9F2AKernelIdentifier, 'b', 1, 8],
      [tag9F32IssuerPublicKeyExponent, 'b', 1, 3],
      [tag9F33TerminalCapabilities, 'b', 3, 3],
      [tag9F34CvmResults, 'b', 3, 3],
      [tag9F35TerminalType, 'n', 1, 1],
      [tag9F36ApplicationTransactionCounter, 'b', 2, 2],
      [tag9F37UnpredictableNumber, 'b', 4, 4],
      [tag9F38Pdol, 'b', 1, 252],
      [tag9F39PosEntryMode, 'n', 1, 1],
      [tag9F41TransactionSequenceCounter, 'n', 2, 4],
      [tag9F46IccPublicKeyCertificate, 'b', 1, 248],
      [tag9F47IccPublicKeyExponent, 'b', 1, 3],
      [tag9F48IccPublicKeyRemainder, 'b', 1, 248],
      [tag9F4ASdaTagList, 'b', 1, 252],
      [tag9F4BSignedDynamicApplicationData, 'b', 1, 248],
      [tag9F63ProductIdentification, 'b', 16, 16],
      [tag9F66TerminalTransactionQualifiers, 'b', 4, 4],
      [tag9F69CardAuthenticationRelatedData, 'b', 7, 16],
      [tag9F6CCardTransactionQualifiers, 'b', 2, 2],
      [tag9F74ElectronicCashAuthorizationCode, 'an', 6, 6],
      [tag9F7AElectronicCashTerminalSupport, 'n', 1, 1],
      [tagDF31IssuerScriptResults, 'b', 5, 255],
      [tagDF60SpecialApplicationIndicator, 'b', 1, 1],
      [tagDF69SmAlgorithmSupport, 'b', 1, 1],
    ],
    true,
  );

const dataObjects: ReadonlyMap<number, DataObject> = new Map(
  rows.map(([tag, format, lengthMin, lengthMax]) => [tag, { format, lengthMin, lengthMax }]),
);

/** What is known of the data object; nothing of a tag that the terminal has no use for. */
export function dataObject(tag: number): DataObject | undefined {
  return dataObjects.get(tag);
}

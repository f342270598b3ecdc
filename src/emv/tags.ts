// SPDX-License-Identifier: Apache-2.0
//
// The data objects that the terminal works with: tag, format and length range, as data. docs/sources.md [domain B10]
//
// A tag is here because Entry Point, a kernel or the acquirer's message needs it, and the ranges are enforced on what a
// card sends (length zero is no object). The dictionary of all tags with their names for people is host-sim/lib/tag-names.ts.

import { unionPayKernel } from './kernel-number.ts';

/** n: BCD digits, right-aligned; cn: BCD digits, left-aligned, padded F; b: bytes; an, ans: characters. */
export type Format = 'n' | 'cn' | 'b' | 'an' | 'ans';

export interface DataObject {
  readonly format: Format;
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** Schemes call different things by one tag: the kernels for which it is this. */
  readonly kernelIds?: readonly number[];
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
export const tag8AAuthorizationResponseCode = 0x8a;
export const tag71IssuerScriptTemplate1 = 0x71;
export const tag72IssuerScriptTemplate2 = 0x72;
export const tag86IssuerScriptCommand = 0x86;
export const tag91IssuerAuthenticationData = 0x91;
export const tag9F18IssuerScriptIdentifier = 0x9f18;
export const tagDF31IssuerScriptResults = 0xdf31;
export const tagDF60SpecialApplicationIndicator = 0xdf60;
export const tagDF69SmAlgorithmSupport = 0xdf69;
export const tag5F2DLanguagePreference = 0x5f2d;
export const tag8CCdol1 = 0x8c;
export const tag8ECvmList = 0x8e;
export const tag9F0DIssuerActionCodeDefault = 0x9f0d;
export const tag9F0EIssuerActionCodeDenial = 0x9f0e;
export const tag9F0FIssuerActionCodeOnline = 0x9f0f;
export const tag9F1DTerminalRiskManagementData = 0x9f1d;
export const tag9F42ApplicationCurrencyCode = 0x9f42;
export const tag9F4CIccDynamicNumber = 0x9f4c;
export const tag9F50OfflineAccumulatorBalance = 0x9f50;
export const tag9F51Drdol = 0x9f51;
export const tag9F5DApplicationCapabilitiesInformation = 0x9f5d;
export const tag9F6EThirdPartyData = 0x9f6e;
export const tagDF4BPosCardholderInteraction = 0xdf4b;
export const tagDF8104BalanceReadBeforeGenAc = 0xdf8104;
export const tagDF8105BalanceReadAfterGenAc = 0xdf8105;
export const tagDF8115ErrorIndication = 0xdf8115;
export const tagDF8116UserInterfaceRequestData = 0xdf8116;
export const tagDF8117CardDataInputCapability = 0xdf8117;
export const tagDF8118CvmCapabilityCvmRequired = 0xdf8118;
export const tagDF8119CvmCapabilityNoCvmRequired = 0xdf8119;
export const tagDF811BKernelConfiguration = 0xdf811b;
export const tagDF811CTornRecordLifetime = 0xdf811c;
export const tagDF811DTornRecordCountMax = 0xdf811d;
export const tagDF811FSecurityCapability = 0xdf811f;
export const tagDF8120TerminalActionCodeDefault = 0xdf8120;
export const tagDF8121TerminalActionCodeDenial = 0xdf8121;
export const tagDF8122TerminalActionCodeOnline = 0xdf8122;
export const tagDF8123ReaderFloorLimit = 0xdf8123;
export const tagDF8124TransactionLimitNoDeviceCvm = 0xdf8124;
export const tagDF8125TransactionLimitDeviceCvm = 0xdf8125;
export const tagDF8126ReaderCvmRequiredLimit = 0xdf8126;
export const tagDF8129OutcomeParameterSet = 0xdf8129;
export const tagDF812DMessageHoldTime = 0xdf812d;
export const tagDF8132RelayGraceMin = 0xdf8132;
export const tagDF8133RelayGraceMax = 0xdf8133;
export const tagDF8134RelayCommandTime = 0xdf8134;
export const tagDF8135RelayAnswerTime = 0xdf8135;
export const tagDF8136RelayAccuracyThreshold = 0xdf8136;
export const tagDF8137RelayMismatchThreshold = 0xdf8137;
export const tagDF8301TerminalRelayEntropy = 0xdf8301;
export const tagDF8302DeviceRelayEntropy = 0xdf8302;
export const tagDF8303RelayTimeMin = 0xdf8303;
export const tagDF8304RelayTimeMax = 0xdf8304;
export const tagDF8305RelayAnswerTimeOfDevice = 0xdf8305;
export const tagDF8306RelayTimeMeasured = 0xdf8306;
export const tagDF8307RelayCounter = 0xdf8307;

type Row = readonly [
  tag: number,
  Format,
  lengthMin: number,
  lengthMax: number,
  kernelIds?: readonly number[],
];

const unionPay: readonly number[] = Object.freeze([unionPayKernel], true);
/** Kernel 2's card has data of its mag-stripe mode and of its data storage under these tags. */
const quick: readonly number[] = Object.freeze([3, unionPayKernel], true);

const rows: readonly Row[] = Object.freeze(
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
    [tag8AAuthorizationResponseCode, 'an', 2, 2],
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
    [tag9F63ProductIdentification, 'b', 16, 16, unionPay],
    [tag9F66TerminalTransactionQualifiers, 'b', 4, 4, quick],
    [tag9F69CardAuthenticationRelatedData, 'b', 7, 16, quick],
    [tag9F6CCardTransactionQualifiers, 'b', 2, 2, quick],
    [tag9F74ElectronicCashAuthorizationCode, 'an', 6, 6, unionPay],
    [tag9F7AElectronicCashTerminalSupport, 'n', 1, 1, unionPay],
    [tagDF31IssuerScriptResults, 'b', 5, 255],
    [tagDF60SpecialApplicationIndicator, 'b', 1, 1, unionPay],
    [tagDF69SmAlgorithmSupport, 'b', 1, 1, unionPay],
    [tag5F2DLanguagePreference, 'an', 2, 8],
    [tag8CCdol1, 'b', 1, 252],
    [tag8ECvmList, 'b', 8, 252],
    [tag9F0DIssuerActionCodeDefault, 'b', 5, 5],
    [tag9F0EIssuerActionCodeDenial, 'b', 5, 5],
    [tag9F0FIssuerActionCodeOnline, 'b', 5, 5],
    [tag9F1DTerminalRiskManagementData, 'b', 8, 8],
    [tag9F42ApplicationCurrencyCode, 'n', 2, 2],
    [tag9F4CIccDynamicNumber, 'b', 2, 8],
    [tagDF4BPosCardholderInteraction, 'b', 3, 3],
  ],
  true,
);

const dataObjects: ReadonlyMap<number, DataObject> = new Map(
  rows.map(([tag, format, lengthMin, lengthMax, kernelIds]) => [
    tag,
    { format, lengthMin, lengthMax, ...(kernelIds && { kernelIds }) },
  ]),
);

/** What is known of the data object; nothing of a tag that the terminal, or that kernel, has no use for. */
export function dataObject(tag: number, kernelId?: number): DataObject | undefined {
  const known = dataObjects.get(tag);
  if (kernelId === undefined || known?.kernelIds === undefined) return known;
  return known.kernelIds.includes(kernelId) ? known : undefined;
}

// SPDX-License-Identifier: Apache-2.0
//
// Screens as data (screen.ts) become draw lists here. A kind without a layout does not compile.

import type { DrawList } from './draw.ts';
import type { Layouts, Screen, ScreenKind, ScreenOf } from './screen.ts';
import { errorLayouts } from './screens/errors.ts';
import { followUpLayouts } from './screens/follow-up.ts';
import { keyLayouts } from './screens/keys.ts';
import { noticeScreen } from './screens/notice.ts';
import { type NoticeKind, noticeOf } from './screens/notices.ts';
import { operatorLayouts } from './screens/operators.ts';
import { pinLayouts } from './screens/pin.ts';
import { saleLayouts } from './screens/sale.ts';
import { serviceLayouts } from './screens/service.ts';
import type { Language } from './titles.ts';

export type { Screen } from './screen.ts';

type OwnKind = Exclude<ScreenKind, NoticeKind>;
const ownLayouts: Layouts<OwnKind> = Object.freeze(
  {
    ...saleLayouts,
    ...pinLayouts,
    ...serviceLayouts,
    ...keyLayouts,
    ...followUpLayouts,
    ...errorLayouts,
    ...operatorLayouts,
  },
  true,
);

export function layoutScreen(screen: Screen, language: Language): DrawList {
  if (screen.kind in ownLayouts) {
    const layout = ownLayouts[screen.kind as OwnKind] as (
      screen: Screen,
      language: Language,
    ) => DrawList;
    return layout(screen, language);
  }
  return noticeScreen(noticeOf(screen as ScreenOf<NoticeKind>, language), language);
}

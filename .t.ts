import R from '@point-of-sale/receipt-printer-encoder';
import {renderEscPos} from './host-sim/chips/escpos-printer.ts';
import {encodeQr} from './host-sim/chips/escpos-printer-qr.ts';
import jsqr from 'jsqr';
import fs from 'node:fs';
let n=0,bad=0; const t=performance.now();
for (const level of ['L','M','Q','H'] as const) for (const len of [1,20,60,120,300,700,1200]) {
  const data=Uint8Array.from({length:len},(_,i)=>33+(i*7+len)%90);
  const m=encodeQr(data,level); if(!m){console.log('nofit',level,len);continue}
  const S=4,q=4,w=(m.width+2*q)*S; const px=new Uint8ClampedArray(w*w*4).fill(255);
  for(let y=0;y<w;y++)for(let x=0;x<w;x++)if(m.get(Math.floor(x/S)-q,Math.floor(y/S)-q)){px[(y*w+x)*4]=px[(y*w+x)*4+1]=px[(y*w+x)*4+2]=0}
  const r=(jsqr as any).default?(jsqr as any).default(px,w,w):jsqr(px,w,w); n++; if(!r||r.data!==Buffer.from(data).toString()){bad++;console.log('bad',level,len,m.width,r?.version)}
}
console.log(n,bad,performance.now()-t);
const e=new R({columns:32});
const u=e.initialize().codepage('auto').align('center').size(2,2).line('Hi there').size(1,1).bold(true).line('Bold é ÄÖÜ').bold(false).underline(true).line('underlined').underline(false).invert(true).line(' inverted ').invert(false).align('left').font('B').line('small font B text here').font('A').barcode('4006381333931','ean13',{height:60,text:true}).barcode('12345678','code128',{text:true}).barcode('ABC-123','code39',{text:true}).barcode('123456','itf').barcode('A1234B','codabar').barcode('TEST93','code93',{text:true}).qrcode('https://example.org/',{model:2,size:6,errorlevel:'m'}).rule({style:'double'}).box({style:'single',width:20},'boxed').cut().encode();
const notes={skipped:[] as string[],truncated:false};
const p=renderEscPos(u,notes); console.log(notes); console.log(p.text()); fs.writeFileSync('/tmp/p.png',p.png());

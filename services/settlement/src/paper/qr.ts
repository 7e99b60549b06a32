import encodeQR from 'qr';

/** Draws a text as a QR code, with the quiet zone that cameras need, into a square. */
export function drawQr(
  doc: PDFKit.PDFDocument,
  text: string,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const rows = qrModules(text);
  const side = size / rows.length;
  for (const [i, row] of rows.entries())
    for (const [j, dark] of row.entries()) if (dark) doc.rect(x + j * side, y + i * side, side, side);
  doc.fill('#000');
}

/** The modules of the QR code of a text, row by row. */
function qrModules(text: string): boolean[][] {
  return encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
}

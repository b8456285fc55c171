/** IBM code page 437, the encoding of names without the UTF-8 flag (APPNOTE, appendix D). */

const UPPER_HALF =
	'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
	'└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

export function decodeCp437(bytes: Uint8Array): string {
	let text = '';
	for (const byte of bytes) {
		text += byte < 0x80 ? String.fromCharCode(byte) : UPPER_HALF[byte - 0x80];
	}
	return text;
}

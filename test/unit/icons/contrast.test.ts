import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Behind icons on n8n's canvas, 2.41 (n8n-editor-ui, --node--color--background). */
const BACKGROUNDS = { light: '#ffffff', dark: '#2b2b2b' };
/** What WCAG 2.2 asks for graphics (1.4.11). */
const LEAST_CONTRAST = 3;

/** Relative luminance of `#rgb` or `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
	const digits = colour.length === 4 ? colour.replace(/[\da-f]/gi, '$&$&') : colour;
	const [red, green, blue] = [1, 3, 5]
		.map((at) => parseInt(digits.slice(at, at + 2), 16) / 255)
		.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

test.each([
	['dify.svg', BACKGROUNDS.light],
	['dify.dark.svg', BACKGROUNDS.dark],
	['gumloop.svg', BACKGROUNDS.light],
	['gumloop.dark.svg', BACKGROUNDS.dark],
])("every colour of %s stands out from n8n's canvas %s", (file, background) => {
	const svg = readFileSync(join(__dirname, '../../../icons', file), 'utf8');
	const colours = svg.match(/#[\da-f]{6}\b|#[\da-f]{3}\b/gi) ?? [];
	expect(colours.length).toBeGreaterThan(0);
	for (const colour of colours) {
		expect(contrast(colour, background)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
	}
});

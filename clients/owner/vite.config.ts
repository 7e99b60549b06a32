import { appConfig } from '@sippy/ui/vite';

// biome-ignore lint/style/noDefaultExport: vite reads its configuration from the default export
export default appConfig('owner');

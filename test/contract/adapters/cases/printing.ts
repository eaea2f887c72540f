import type { AdapterCase } from './adapter-case.js'

const pdf = { DeviceID: 'Microsoft XPS Document Writer' }

export const win32Printer: AdapterCase = {
  sets: [
    { key: pdf, properties: { Default: [true, 'false'], PrinterState: [1, '0'] } },
    { key: pdf, properties: { PrinterState: [0, '1'], Location: ['Floor 3', 'Cellar'], Comment: ['By hand', 'Other'] } },
  ],
  renames: [{ key: pdf, property: 'DeviceID', name: 'Documents' }],
  lives: [
    {
      key: { DeviceID: 'Front desk' },
      properties: { DriverName: 'Microsoft XPS Document Writer v4', PortName: 'PORTPROMPT:', Comment: 'Receipts' },
    },
    { key: { DeviceID: '\\\\print01\\Laser' }, properties: {} },
  ],
}

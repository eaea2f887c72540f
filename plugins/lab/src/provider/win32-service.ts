import { CimError } from 'wmctl'
import type { HostProvider } from './host-provider.js'
import { writableChanges } from './refusal.js'
import { changeService, changeStartMode } from './service-change.js'
import { interrogate, pauseService, resumeService, startService, stopService, userControl } from './service-control.js'
import { createService, deleteService } from './service-installation.js'
import { installedServices, serviceInstance } from './service-instances.js'
import { settleServices } from './service-state.js'
import { cimv2 } from './store.js'

/** Win32_Service: the service control manager. */
export const win32Service: HostProvider = {
  namespace: cimv2,
  className: 'Win32_Service',
  *seed(machine, declaration) {
    for (const { row, needs, processId } of installedServices(machine)) {
      machine.services.dependencies.set(row.name.toLowerCase(), needs)
      yield serviceInstance(machine, declaration, row, processId)
    }
  },
  refresh: settleServices,
  create(_machine, _context, instance) {
    throw new CimError('providerNotCapable', `${instance.className} instances come to be through its method Create`)
  },
  modify(_machine, _context, current, properties) {
    // State is documented as writable, yet Windows changes a service through methods alone.
    writableChanges(current, properties, [])
    return current
  },
  delete() {
    throw new CimError('providerNotCapable', 'Win32_Service instances go through their method Delete')
  },
  methods: {
    StartService: startService,
    StopService: stopService,
    PauseService: pauseService,
    ResumeService: resumeService,
    InterrogateService: interrogate,
    UserControlService: userControl,
    ChangeStartMode: changeStartMode,
    Change: changeService,
    Create: createService,
    Delete: deleteService,
  },
}

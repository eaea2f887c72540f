import { CimError } from 'wmctl'
import type { HostProvider } from './host-provider.js'
import { refuseModify } from './refusal.js'
import { virtualization } from './store.js'
import { settleJobs } from './virtual-machine-job.js'

/** Msvm_ConcreteJob: what methods have started and did not wait for. */
export const msvmConcreteJob: HostProvider = {
  namespace: virtualization,
  className: 'Msvm_ConcreteJob',
  refresh: settleJobs,
  create() {
    throw new CimError('notSupported', 'Jobs come from methods that start them')
  },
  modify: () => refuseModify('Msvm_ConcreteJob'),
}

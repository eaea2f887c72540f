// A lab in a process of its own, so that its work does not count as the controller's.
import { startLab } from '../../plugins/lab/dist/index.js'

const [hosts, folder, auth = 'basic'] = process.argv.slice(2)
const lab = await startLab({ hosts: Number(hosts), seed: 'bench', auth, folder })
process.send({ inventory: lab.inventory.path, memory: Math.round(process.memoryUsage().rss / 1e6) })
process.on('message', (message) => {
  if (message === 'requests') process.send({ requests: lab.requests().total })
  if (message === 'kdc') {
    const { total, as, tgs, repeated, tickets, errors } = lab.kdc.requests()
    process.send({ total, as, tgs, repeated, tickets: [...tickets.values()], errors: [...errors] })
  }
  if (message === 'stop') void lab.close().then(() => process.disconnect())
})

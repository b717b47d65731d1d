import { expect } from 'vitest'
import { vi as words } from '../../src/i18n/accounts-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { dialog } from './support/office'
import { logIn, whoAmI } from './support/people'
import { test } from './support/test'

test('an administrator makes an account with areas, and its owner comes in by the link', async ({
  visit,
}) => {
  const name = `to-${crypto.randomUUID().slice(0, 8)}`
  const admin = await visit('/?page=users')
  await admin.getByRole('button', { name: words.create }).click()
  await admin.getByLabel(words.name).fill(name)
  await admin.getByLabel(words.fullName).fill('Tổ công tác số 3')
  await admin.getByLabel(words.role).selectOption('field')
  await admin.getByLabel(words.findUnit).fill('vo nhai')
  await admin.getByRole('checkbox', { name: 'Huyện Võ Nhai' }).check()
  const chips = admin.getByRole('button', { name: words.removeUnit('') })
  expect(await chips.count()).toBe(1)
  const map = admin.getByRole('region', { name: words.unitsMap })
  await map.click()
  await expect.poll(() => chips.count(), { message: 'the unit in the middle of the map' }).toBe(2)
  await admin.getByRole('button', { name: words.makeUser }).click()

  const given = dialog(admin, words.link(name))
  const link = await given.getByRole('textbox').inputValue()
  await given.getByRole('button', { name: words.gotIt }).click()
  const made = (await api.users()).items.find((user) => user.name === name)
  expect(made).toMatchObject({ role: 'field', full_name: 'Tổ công tác số 3', has_password: false })
  expect(made?.unit_codes).toHaveLength(2)

  const owner = await visit(new URL(link).pathname + new URL(link).hash, {
    as: null,
    expected: [/status of 4(22|10)/],
  })
  const password = owner.getByLabel(t.link.password, { exact: true })
  await password.fill('1234567890')
  await owner.getByRole('button', { name: t.link.submit }).click()
  await owner.locator('.error').waitFor()
  await password.fill('đò Ngầm qua sông Cầu')
  await owner.getByRole('button', { name: t.link.submit }).click()
  await whoAmI(owner, name).click()
  await owner.getByText(`${name} · ${t.role.field}`).waitFor()
  await owner.getByText('Huyện Võ Nhai').first().waitFor()
  expect(owner.url(), 'the link is gone from the address').not.toContain('password')

  const late = await visit(new URL(link).pathname + new URL(link).hash, {
    as: null,
    expected: [/status of 410/],
  })
  await late.getByLabel(t.link.password, { exact: true }).fill('đò Ngầm qua sông Cầu')
  await late.getByRole('button', { name: t.link.submit }).click()
  await late.getByRole('alert').waitFor()
  await late.getByRole('button', { name: t.link.toLogin }).click()
  await late.getByRole('button', { name: t.login.title }).waitFor()
})

test('an account that is disabled is out at once, and comes back when it is enabled', async ({ visit }) => {
  const person = await api.somebody({ role: 'planner', full_name: 'Phạm Thị Kế' })
  const theirs = await visit('/?page=login', { as: null, expected: [/status of 401/] })
  await logIn(theirs, person)
  await whoAmI(theirs, person.name).waitFor()
  await theirs.getByText(t.live.open).waitFor()

  const admin = await visit('/?page=users')
  await admin.getByLabel(words.search).fill('pham thi ke')
  await admin.getByRole('link', { name: person.name }).click()
  await admin.getByRole('button', { name: words.disable }).click()
  await admin.getByText(words.disabledNow(person.name)).waitFor()
  const ended = dialog(theirs, t.login.ended)
  await ended.waitFor()
  await logIn(theirs, person)
  await ended.getByRole('alert').waitFor()

  await admin.getByRole('button', { name: words.enable }).click()
  await admin.getByText(words.enabledNow(person.name)).waitFor()
  await logIn(theirs, person)
  await ended.waitFor({ state: 'detached' })
})

test('the second of two administrators who edit an account is told what the first did', async ({ visit }) => {
  const person = await api.somebody({ role: 'planner', full_name: 'Lê Văn Hai' })
  const page = await visit(`/?page=users:${person.id}`, { expected: [/status of 412/] })
  await page.getByLabel(words.fullName).fill('Lê Văn Hải')
  const now = (await api.users()).items.find(({ id }) => id === person.id)
  await api.editUser(now ?? person, { role: 'leader' })

  await page.getByRole('button', { name: words.save }).click()
  const alert = page.getByRole('alert')
  await alert.getByText(words.overtaken).waitFor()
  await alert.getByText(t.role.leader).waitFor()
  expect(await page.getByLabel(words.role).inputValue()).toBe('leader')
  await page.getByRole('button', { name: words.applyAgain }).click()
  await page.getByText(words.saved(person.name)).waitFor()
  const saved = (await api.users()).items.find(({ id }) => id === person.id)
  expect(saved).toMatchObject({ full_name: 'Lê Văn Hải', role: 'leader' })
})

import type { LimitCondition, LimitKind, LimitUnit } from '../api/types'

/** Vietnamese for the limits of the law, which come when they are opened. */
export const vi = {
  title: 'Thời hạn theo luật',
  toMap: 'Về bản đồ',
  lede: 'Quy định đang dùng không bao giờ bị sửa: chỉ kết thúc và thay bằng quy định mới. Quy định có hiệu lực vào ngày bắt đầu tính sẽ được áp dụng.',
  withPast: 'Cả quy định đã hết hiệu lực',
  regime: 'Chế độ',
  starts: 'Tính từ',
  target: 'Bước',
  limit: 'Thời hạn',
  condition: 'Áp dụng cho',
  validity: 'Hiệu lực',
  citation: 'Căn cứ',
  since: (from: string) => `từ ${from}`,
  until: (from: string, to: string) => `từ ${from} đến trước ${to}`,
  change: 'Thay',
  changeOf: (citation: string) => `Kết thúc hoặc thay: ${citation}`,
  on: 'Hết hiệu lực từ ngày',
  replace: 'Thay bằng quy định mới từ ngày đó',
  amount: (unit: string) => `Thời hạn mới (${unit})`,
  preview: 'Xem trước',
  told: (changed: string, all: string, status: string, due: string) =>
    `${changed} trên ${all} thửa sẽ đổi: ${status} thửa đổi tình trạng, ${due} thửa đổi hạn.`,
  store: 'Thực hiện',
  stored: 'Đã thay đổi thời hạn theo luật.',
  kinds: {
    max: 'chậm nhất',
    min: 'sớm nhất sau',
    valid: 'hiệu lực',
  } satisfies Record<LimitKind, string>,
  units: {
    day: 'ngày',
    working_day: 'ngày làm việc',
    month: 'tháng',
  } satisfies Record<LimitUnit, string>,
  conditions: {
    any: 'mọi thửa',
    agricultural: 'đất nông nghiệp',
    not_agricultural: 'đất khác',
    resettlement: 'phải tái định cư',
    no_resettlement: 'không tái định cư',
  } satisfies Record<LimitCondition, string>,
}

export type RuleMessages = typeof vi

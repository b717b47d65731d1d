import type {
  ImportKind,
  ObstacleState,
  ParcelStatus,
  ProjectStatus,
  Sector,
  Severity,
  Step,
} from '../api/types'
import type { ProjectSort } from '../lib/address'
import type { PositionProblem } from '../lib/position.svelte'

/** The words of the domain: what the codes of the interface are called. */
export const words = {
  step: {
    notified: 'Thông báo thu hồi đất',
    inventoried: 'Đo đạc, kiểm đếm',
    plan_posted: 'Niêm yết phương án',
    plan_approved: 'Phê duyệt phương án',
    paid: 'Chi trả',
    resettled: 'Bố trí tái định cư',
    recovery_decided: 'Quyết định thu hồi đất',
    handed_over: 'Bàn giao mặt bằng',
  } satisfies Record<Step, string>,
  status: {
    excluded: 'Không còn thu hồi',
    cleared: 'Đã bàn giao',
    blocked: 'Vướng mắc',
    overdue: 'Quá hạn',
    not_started: 'Chưa triển khai',
    undated: 'Chưa có hạn',
    on_track: 'Đúng tiến độ',
  } satisfies Record<ParcelStatus, string>,
  fact: {
    cleared: 'Đã bàn giao',
    remaining: 'Còn lại',
    overdue: 'Quá hạn',
    blocked: 'Vướng mắc',
    works_stopped: 'Bị cản trở thi công',
    no_shape: 'Chưa có hình thửa',
  },
  /** Short heads of the columns of figures. */
  column: {
    total: 'Tổng',
    cleared: 'Bàn giao',
    remaining: 'Còn lại',
    overdue: 'Quá hạn',
    blocked: 'Vướng',
  },
  severity: {
    none: 'Không có thửa',
    clear: 'Đã xong mặt bằng',
    critical: 'Rất nghiêm trọng',
    serious: 'Nghiêm trọng',
    watch: 'Cần theo dõi',
    ok: 'Ổn định',
  } satisfies Record<Severity, string>,
  severityHint: {
    none: 'Không có thửa đất nào của dự án',
    clear: 'Mọi thửa đã bàn giao',
    critical: (share: string, days: string) =>
      `Từ ${share} diện tích còn lại quá hạn, hoặc trễ bình quân trên ${days} ngày mỗi thửa còn lại`,
    serious: (share: string) => `Từ ${share} diện tích còn lại quá hạn`,
    watch: 'Có thửa quá hạn hoặc vướng mắc',
    ok: 'Không có thửa quá hạn hay vướng mắc',
  },
  silent: 'Chậm cập nhật',
  silentHint: (days: string) => `Quá ${days} ngày chưa ai cập nhật`,
  projectStatus: {
    delayed: 'Chậm tiến độ',
    on_track: 'Đúng tiến độ',
    done: 'Đã xong',
    no_parcels: 'Chưa có thửa',
  } satisfies Record<ProjectStatus, string>,
  projectSort: {
    '-days_late': 'Chậm nhiều nhất',
    progress: 'Bàn giao ít nhất',
    '-progress': 'Bàn giao nhiều nhất',
    deadline: 'Hạn gần nhất',
    name: 'Tên dự án',
    code: 'Mã dự án',
  } satisfies Record<ProjectSort, string>,
  sector: {
    transport: 'Giao thông',
    industrial: 'Khu, cụm công nghiệp',
    urban: 'Đô thị, khu dân cư',
    irrigation: 'Thủy lợi',
    energy: 'Năng lượng',
    social: 'Hạ tầng xã hội',
    other: 'Lĩnh vực khác',
  } satisfies Record<Sector, string>,
  obstacleState: {
    open: 'đang mở',
    proposed: 'đã đề xuất hướng xử lý',
    cannot_be_resolved: 'chưa thể giải quyết',
    resolved: 'đã giải quyết',
    withdrawn: 'đã rút',
  } satisfies Record<ObstacleState, string>,
  dueSource: { law: 'theo luật', plan: 'theo kế hoạch dự án', deadline: 'theo hạn của dự án' },
  delay: {
    deadline: (since: string) => `Quá hạn giải phóng mặt bằng từ ${since}:`,
    curve: (since: string) => `Thấp hơn kế hoạch từ ${since}:`,
    commitment: (since: string) => `Cam kết chưa thực hiện từ ${since}:`,
  },
  place: { project: 'Dự án', unit: 'Địa bàn', parcel: 'Thửa đất' },
  measure: { parcels: 'Thửa', households: 'Hộ', area_m2: 'ha' },
  importKind: {
    parcels: 'Thửa đất',
    projects: 'Dự án',
    units: 'Đơn vị hành chính',
  } satisfies Record<ImportKind, string>,
  position: {
    insecure: 'Trình duyệt chỉ cho biết vị trí khi trang được mở qua https. Hãy tìm thửa theo tờ, số thửa.',
    unsupported: 'Trình duyệt này không cho biết vị trí. Hãy tìm thửa theo tờ, số thửa.',
    denied:
      'Bạn chưa cho phép trang này biết vị trí. Hãy bật quyền vị trí trong cài đặt của trình duyệt rồi thử lại.',
    unavailable: 'Điện thoại chưa xác định được vị trí. Hãy bật định vị, ra chỗ thoáng rồi thử lại.',
    timeout: 'Tìm vị trí quá lâu. Hãy ra chỗ thoáng rồi thử lại.',
  } satisfies Record<PositionProblem, string>,
  live: {
    off: 'Tạm dừng cập nhật',
    connecting: 'Đang kết nối…',
    open: 'Cập nhật trực tiếp',
    lost: 'Mất kết nối, đang thử lại…',
    past: 'Số liệu ngày đã qua',
  },
}

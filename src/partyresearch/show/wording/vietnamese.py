"""What pages say, in Vietnamese: the templates of :mod:`partyresearch.show.wording.english`, and the notebooks' own text."""

VIETNAMESE: dict[str, str] = {
    "about.estimand": "**Đại lượng ước lượng.** {text}",
    "about.assumption": "**Giả định.** {text}",
    "about.not_shown": "**Điều không cho biết.** {text}",
    "page.reports": "Báo cáo",
    "page.all": "Tất cả báo cáo",
    "page.notebook": "Sổ tay tính toán",
    "page.estimates": "Ước lượng (CSV)",
    "page.contents": "Mục lục",
    "page.failed": "Chạy lỗi lúc",
    "page.last_good": "Nội dung dưới đây là của lần chạy thành công gần nhất.",
    "page.completed": "Hoàn thành lúc {started}",
    "page.moment": "{time} UTC ngày {day}",
    "page.data": "dữ liệu {digest}",
    "page.none": "Chưa có báo cáo nào được công bố tại đây.",
    "model": "theo mô hình:",
    "open": "không xác định",
    "percent": "{value}%",
    "interval": "{low} đến {high}",
    "at_least": "ít nhất {low}",
    "at_most": "nhiều nhất {high}",
    "attainment.estimand": "Mức hoàn thành: số người được kết nạp ÷ số kết nạp mà chỉ tiêu của kỳ yêu cầu.",
    "attainment.assumption": (
        "Chỉ tiêu không in trong bài được suy ra từ số kết nạp và tỷ lệ % hoặc chặn in trong bài: mọi số nguyên phù "
        "hợp, nếu chỉ tiêu là số người. Khoảng vẽ nét mảnh là khoảng theo mô hình. Khoảng này trả lời câu hỏi: với "
        "những mức hoàn thành nào thì số kết nạp in trong bài không có gì bất ngờ, nếu một quá trình Poisson có trung "
        "bình tương ứng diễn ra lần nữa? (Độ tin cậy {confidence}%, lấy giới hạn ngoài cùng trên mọi chỉ tiêu khả "
        "dĩ.) Việc kết nạp được điều hành theo chỉ tiêu không nhất thiết diễn ra như vậy. Khi chỉ biết một đầu thì đó "
        "là đầu tương ứng của khoảng hai phía."
    ),
    "attainment.not_shown": (
        "Kết quả này không cho biết việc thực hiện ở các đảng bộ không được bài báo nào đưa tin, hay chỉ tiêu đề ra "
        "cao đến đâu; các trường hợp không đạt mà bài báo nêu bằng lời, không kèm con số, không có trong đó."
    ),
    "attainment.unscored": (
        "Chỉ tiêu in trong bài nhưng không có kết quả in trong bài giúp giới hạn mức hoàn thành, nên không vẽ: {what}."
    ),
    "attainment.headline": (
        "Có {n} chỉ tiêu đã hết kỳ có kết quả in trong bài, không kể chỉ tiêu là bộ phận của chỉ tiêu khác (thuộc "
        "{committees} đảng bộ; {known} chỉ tiêu biết được cả chặn dưới lẫn chặn trên); được đưa tin là đạt: {met}, "
        "không đạt: {missed}, chưa rõ: {undecided}."
    ),
    "attainment.headline_parts": (
        "Có {n} chỉ tiêu là bộ phận của chỉ tiêu khác (thuộc {committees} đảng bộ hoặc nhóm đảng bộ; {known} chỉ tiêu "
        "biết được cả chặn dưới lẫn chặn trên); được đưa tin là đạt: {met}, không đạt: {missed}, chưa rõ: "
        "{undecided}."
    ),
    "attainment.headline_end": (
        "Có {disputed} trong tổng số {n} chỉ tiêu dựa trên cách mã hóa còn tranh luận. Các bài báo không được chọn "
        "ngẫu nhiên, và trường hợp được đưa tin là không đạt nhưng không kèm con số thì không được tính."
    ),
    "attainment.headline_none": "Phần đã chọn không có chỉ tiêu đã hết kỳ nào có kết quả in trong bài.",
    "attainment.refused": "Chỉ tiêu có kết quả in trong bài trong phần đã chọn: tìm thấy 0, cần 1.",
    "intake.headline": "{n} con số. Số liệu: {figures}, không phải số liệu: {exclusions}, chờ quyết định: {unsure}.",
    "intake.nothing_unsure": "Không còn gì chờ quyết định.",
    "intake.number": "con số",
    "intake.key.unsure": "chờ quyết định",
    "intake.key.exclusion": "không phải số liệu",
    "intake.column.printed": "in trong bài",
    "intake.column.around": "từ ngữ xung quanh",
    "intake.column.metric": "chỉ số",
    "intake.column.why": "căn cứ",
    "intake.column.group": "nhóm",
    "intake.column.organisation_id": "tổ chức",
    "intake.column.period": "kỳ",
    "intake.column.status": "trạng thái",
    "intake.column.bound": "chặn",
    "intake.column.score": "điểm",
    "contradicted": "Số liệu đã chọn mâu thuẫn với số liệu khác in trong bài: {ids} (xem partyresearch check).",
    "contradicted_none": "Không số liệu đã chọn nào mâu thuẫn với số liệu khác in trong bài.",
    "view.more": "Số dòng còn lại: {n}.",
    "none": "Phần đã chọn không có mục nào thuộc loại này.",
    "not_estimable": "{what}: không ước lượng được ({why}).",
    "infinite": "vô hạn",
    "period.unknown": "kỳ không in trong bài",
    "period.until": "đến {end}",
    "period.from": "từ {start}",
    "period.quarter": "quý {quarter}/{year}",
    "attainment.if": "{row}, nếu chỉ tiêu là {target}",
    "attainment.reading.half_up": "tỷ lệ % làm tròn (từ nửa thì lên)",
    "attainment.reading.truncated": "tỷ lệ % cắt bớt chữ số",
    "attainment.reading.half_up_truncated": "tỷ lệ % làm tròn hoặc cắt bớt chữ số",
    "attainment.reading.printed": "chỉ tiêu như in trong bài",
    "attainment.reading.whole": "{printed}, hiểu là một chặn, với chỉ tiêu là số nguyên",
    "attainment.reading.literal": "{printed}, hiểu là một chặn",
    "attainment.short.rounded": "{low}%",
    "attainment.short.literal": "trên {low}%",
    "attainment.short.conventional": "giữa {low} và {high}%",
    "disputed": "Nếu bỏ các số liệu có cách mã hóa còn tranh luận, số ước lượng mất đi là {n}, thuộc: {gone}.",
    "disputed_changed": "Nếu bỏ các số liệu có cách mã hóa còn tranh luận, số ước lượng thay đổi là {n} ({rows}).",
    "disputed_end": (
        "Mức nhất trí giữa hai người mã hóa về việc số liệu nào còn tranh luận được nêu trong báo cáo tổng quan."
    ),
    "disputed_row": "{before}; sau khi bỏ: {after}",
    "disputed_none": "Nếu bỏ các số liệu có cách mã hóa còn tranh luận, mọi ước lượng vẫn giữ nguyên.",
    "attainment.of": "{part} trong kỳ {whole}",
    "attainment.axis": "Số kết nạp ÷ chỉ tiêu (thang log)",
    "attainment.plain_axis": "Số kết nạp ÷ chỉ tiêu",
    "attainment.alt": (
        "Biểu đồ rừng về mức hoàn thành trên trục log, số dòng: {rows}. {lines} Nét đậm: phần mà việc làm tròn và các "
        "chặn còn để ngỏ; nét mảnh: khoảng theo mô hình; mũi tên: chỉ biết một chặn; hình rỗng: bộ phận của một tổ "
        "chức khác có chỉ tiêu; đường chấm: vừa đúng chỉ tiêu."
    ),
    "attainment.alt_empty": "Biểu đồ rừng trống: phần đã chọn không có dòng nào như vậy.",
    "units.row": "{what}, {which}",
    "units.all": "cả {n} chỉ tiêu",
    "units.known": "{n} chỉ tiêu đã biết cả số kết nạp lẫn mức chỉ tiêu, chỉ còn sai số làm tròn",
    "units.smallest_attainment": "Mức hoàn thành thấp nhất",
    "units.largest_attainment": "Mức hoàn thành cao nhất",
    "units.mean_of_ratios": "Trung bình các tỷ số",
    "units.ratio_of_totals": "Tỷ số của các tổng",
    "units.estimand": (
        "Các chỉ tiêu đã hết kỳ của những đảng bộ không nằm trong đảng bộ nào khác của bộ dữ liệu này: khoảng biến "
        "thiên của mức hoàn thành, trung bình các tỷ số (mỗi chỉ tiêu có trọng số như nhau) và tỷ số của các tổng "
        "(mỗi người có trọng số như nhau)."
    ),
    "units.assumption": "Mọi số kết nạp và mức chỉ tiêu đều đã biết, chỉ còn sai số làm tròn; không dùng mô hình.",
    "units.bounds": (
        "Không dùng mô hình. Chỉ tiêu nào chỉ biết một chặn thì vẫn chỉ là một chặn, và đại lượng nào bao gồm chỉ "
        "tiêu đó cũng vậy: {rows}."
    ),
    "units.repeated": "Mỗi đảng bộ được tính một lần cho mỗi chỉ tiêu đã hết kỳ của mình; ở đây nhiều nhất {n} lần.",
    "units.not_shown": (
        "Kết quả này không cho biết các đảng bộ vượt chỉ tiêu bao nhiêu: đây chỉ là những đơn vị mà các bài báo tình "
        "cờ đưa tin, ở những năm khác nhau, và không phải là một mẫu."
    ),
    "units.refused": "Chỉ tiêu đã hết kỳ không nằm trong chỉ tiêu khác: tìm thấy 0, cần 1.",
    "partition.estimand": (
        "Mỗi tổng được chia thành các phần: tỷ lệ trong số kết nạp của tổng thuộc về từng phần được nêu tên và về "
        "phần còn lại không được nêu tên, cùng mức hoàn thành của phần còn lại."
    ),
    "partition.assumption": (
        "Chỉ tiêu của phần còn lại là chỉ tiêu của tổng trừ đi chỉ tiêu của các phần, nếu các chỉ tiêu này cộng được "
        "với nhau. Một phần có thể đã tự đề ra chỉ tiêu không nằm trong chỉ tiêu của tổng; khi đó chỉ tiêu của phần "
        "còn lại không xác định được."
    ),
    "partition.not_shown": "Kết quả này không cho biết gì về riêng từng đảng bộ trong phần còn lại.",
    "partition.remainder": "{whole} · phần còn lại",
    "partition.read": "{row} ({reading})",
    "partition.conventional": "“trên” hiểu là các chữ số đã in và thêm phần lẻ",
    "partition.literal": "“trên” không có chặn trên",
    "partition.additive": "chỉ tiêu của các phần cộng lại thành chỉ tiêu của tổng",
    "partition.impossible": (
        "{whole}: số kết nạp hoặc chỉ tiêu của các phần lớn hơn của tổng, nên không cộng thành tổng được."
    ),
    "partition.refused": "Tổng có số kết nạp của các phần trong cùng kỳ: tìm thấy 0, cần 1.",
    "synthesis.headline": "Số đảng bộ độc lập đã biết số kết nạp và chỉ tiêu: {n}.",
    "synthesis.estimand": (
        "Mức hoàn thành chung của các đảng bộ độc lập: trung bình nhân (hiệu ứng ngẫu nhiên), trung bình "
        "(gamma-Poisson, ước lượng chính), khoảng mà một đảng bộ nữa cùng loại sẽ rơi vào, và vẫn trung bình đó nếu "
        "chỉ những đảng bộ đạt từ 100% trở lên mới được đưa tin."
    ),
    "synthesis.assumption": (
        "Mỗi đảng bộ được đưa vào một lần, với chỉ tiêu đã hết kỳ gần nhất; các đảng bộ khác nhau một cách ngẫu nhiên "
        "quanh một giá trị chung và độc lập với nhau. Với mức hoàn thành riêng đã cho của từng đảng bộ, số kết nạp có "
        "phân phối Poisson."
    ),
    "synthesis.not_shown": (
        "Kết quả này không cho biết gì về các đảng bộ không được bài báo nào đưa tin. Nếu báo chí thiên về đưa tin "
        "thành công thì trung bình của các đảng bộ được đưa tin là quá cao; trung bình theo mô hình cắt cụt chỉ tính "
        "đến riêng điều đó, và chỉ đúng nếu dạng mô hình đúng."
    ),
    "synthesis.refused": "{what}: tìm thấy {found} đảng bộ độc lập đã biết số kết nạp và chỉ tiêu, cần {needed}.",
    "synthesis.what.geometric_mean_attainment": "Mức hoàn thành trung bình của các đảng bộ",
    "synthesis.what.heterogeneity": "Độ dị biệt giữa các đảng bộ",
    "synthesis.what.new_attainment": "Mức hoàn thành của một đảng bộ nữa",
    "synthesis.what.mean_attainment": "Mức hoàn thành trung bình theo gamma-Poisson",
    "synthesis.what.shrunken_attainment": "Ước lượng co của mức hoàn thành từng đảng bộ",
    "synthesis.what.truncated_mean_attainment": "Mức hoàn thành trung bình nếu chỉ thành công được đưa tin",
    "synthesis.geometric_mean_attainment": "Trung bình nhân của mức hoàn thành, {n} đảng bộ",
    "synthesis.new_attainment": "Một đảng bộ nữa, dựa trên {n} đảng bộ",
    "synthesis.mean_attainment": "Mức hoàn thành trung bình của {n} đảng bộ",
    "synthesis.truncated_mean_attainment": "Mức hoàn thành trung bình của {n} đảng bộ, nếu chỉ thành công được đưa tin",
    "synthesis.tau": "Độ lệch chuẩn giữa các đảng bộ (log mức hoàn thành), {n} đảng bộ",
    "synthesis.i2": "I², {n} đảng bộ",
    "synthesis.q": "Q của Cochran, {n} đảng bộ",
    "synthesis.truncated_missed": (
        "Mức hoàn thành trung bình nếu chỉ thành công được đưa tin: không áp dụng được; số đảng bộ không biết chắc là "
        "đạt chỉ tiêu: tìm thấy {n}, cần 0."
    ),
    "synthesis.nobody": "{what}: cả {n} đảng bộ đều không kết nạp ai; không có gì để lấy trung bình.",
    "synthesis.truncated_open": (
        "Mức hoàn thành trung bình nếu chỉ thành công được đưa tin: hàm hợp lý của {n} đảng bộ không có cực đại; dữ "
        "liệu không cho biết giá trị này."
    ),
    "synthesis.what.funnel": "Biểu đồ phễu",
    "funnel.axis": "Chỉ tiêu của kỳ (người)",
    "funnel.alt": (
        "Biểu đồ phễu của mức hoàn thành theo chỉ tiêu, số đảng bộ: {n}; nằm trong giới hạn chính xác {confidence}% "
        "quanh 100%: {inside}; cao hơn: {above}; thấp hơn: {below}."
    ),
    "funnel.alt_empty": "Biểu đồ phễu trống: không có đảng bộ nào.",
    "funnel.limits": "giới hạn {confidence}% quanh 100%",
    "admissions.headline": (
        "Có {n} số kết nạp (mọi đối tượng) in trong bài, của {organisations} tổ chức, từ năm {first} đến năm {last}; "
        "số tổ chức có hơn một kỳ: {repeated}."
    ),
    "admissions.headline_undated": "Số kết nạp (mọi đối tượng) in trong bài mà không có năm: {n}.",
    "admissions.estimand": "Số người được kết nạp như in trong bài, cùng kỳ kết nạp.",
    "admissions.assumption": (
        "Đây là các con số in trong bài; tổ chức và kỳ theo mã hóa (điểm còn nghi vấn ghi ở cột “còn tranh luận” của "
        "bảng số liệu). Số tháng: độ dài của kỳ."
    ),
    "admissions.not_shown": (
        "Kết quả này không cho biết xu hướng: các tổ chức khác nhau ở những năm khác nhau không tạo thành chuỗi số "
        "liệu, và học viên lớp bồi dưỡng nhận thức về Đảng không phải là người được kết nạp."
    ),
    "admissions.refused": "Số kết nạp (mọi đối tượng) in trong bài: tìm thấy 0 kỳ, cần 1.",
    "timeline.axis": "Năm",
    "timeline.alt": (
        "Biểu đồ số kết nạp theo thời gian, số dòng: {rows}. {lines} Hình rỗng: bộ phận của một tổ chức khác có số "
        "kết nạp in trong bài."
    ),
    "timeline.alt_empty": "Biểu đồ thời gian trống: phần đã chọn không có số kết nạp nào in trong bài.",
    "members.estimand": "Số người được kết nạp trong kỳ ÷ số đảng viên cuối kỳ, đã bao gồm những người này.",
    "members.assumption": (
        "Khoảng vẽ nét mảnh là khoảng theo mô hình: mỗi đảng viên cuối kỳ là người mới kết nạp hay không, độc lập với "
        "nhau và với cùng xác suất (nhị thức chính xác, độ tin cậy {confidence}%, hai phía; tỷ số dùng khoảng score "
        "của Koopman). Khi bài chỉ in số đảng viên tối thiểu thì chỉ biết giới hạn trên."
    ),
    "members.not_shown": (
        "Kết quả này không cho biết mức tăng trưởng: không tính số ra khỏi Đảng và chuyển sinh hoạt. Đây không phải "
        "là xếp hạng, cũng không phải là kiểm định sự khác biệt. Một phần của năm không so sánh được với cả năm."
    ),
    "members.ratio": "{one} so với {other} · {period}",
    "members.refused": "Số kết nạp kèm số đảng viên cuối kỳ: tìm thấy 0 kỳ, cần 1.",
    "members.many_pairs": "Tỷ số giữa các tỷ lệ: tìm thấy {n} cặp đảng bộ, chỉ hiển thị nhiều nhất {most}.",
    "stocks.estimand": (
        "Số đảng viên tại một ngày in trong bài trừ số đảng viên tại ngày liền trước có in; cùng số ra khỏi Đảng, nếu "
        "có in."
    ),
    "stocks.assumption": (
        "Đây là các con số in trong bài; ngày chỉ in năm hoặc tháng được lấy là ngày cuối cùng của năm hoặc tháng đó. "
        "Mức tăng thuần gộp lẫn kết nạp, chuyển sinh hoạt và ra khỏi Đảng."
    ),
    "stocks.not_shown": (
        "Kết quả này không cho biết số kết nạp, và không cho biết gì về các tổ chức chỉ có số đảng viên in cho một "
        "ngày."
    ),
    "stocks.net": "tăng thuần",
    "stocks.removed": "bị xóa tên",
    "stocks.members": "{before}; sau đó {after}",
    "stocks.refused": "Tổ chức có số đảng viên in cho hai ngày, hoặc có in số ra khỏi Đảng: tìm thấy 0, cần 1.",
    "growth.estimand": (
        "Mức tăng trưởng chung của số kết nạp từ năm này sang năm sau ở các đảng bộ riêng biệt, dưới dạng tỷ số."
    ),
    "growth.assumption": (
        "Các năm đầy đủ của những đảng bộ không nằm trong đảng bộ nào khác; tỷ số hằng năm như nhau cho tất cả, mỗi "
        "đảng bộ có mức riêng. Có hai khoảng: một khoảng cho phép các năm của cùng đảng bộ tương quan với nhau, "
        "khoảng kia cho phép mọi đảng bộ cùng có năm tốt hoặc năm xấu; lấy khoảng rộng hơn."
    ),
    "growth.not_shown": (
        "Kết quả này không cho biết vì sao số kết nạp tăng hay giảm, và không cho biết gì ngoài các đảng bộ và các "
        "năm này. Những cú sốc chung kéo dài nhiều năm làm cả hai khoảng quá hẹp (mô phỏng trong docs/coverage.md của "
        "dự án)."
    ),
    "growth.refused": (
        "Tăng trưởng qua các năm: tìm thấy {found} đảng bộ có từ {each} năm đầy đủ so sánh được trở lên, cần "
        "{needed}; các đảng bộ này có {years} năm, cần {years_needed}."
    ),
    "growth.headline": (
        "Số kết nạp của {n} đảng bộ qua {years} năm: mỗi năm bằng {ratio} lần năm trước (khoảng tin cậy "
        "{confidence}%: {low} đến {high})."
    ),
    "growth.row": "{of}, {how}: {n} đảng bộ, {years} năm",
    "growth.admissions": "Số kết nạp qua các năm",
    "growth.admissions_per_member": "Số kết nạp trên mỗi đảng viên qua các năm",
    "growth.clustered": "sai số theo đảng bộ",
    "growth.year_effects": "hiệu ứng năm",
    "pace.tipping_share": "tỷ lệ trong cả năm để vừa đúng chỉ tiêu",
    "pace.repeating_share": "tỷ lệ trong cả năm để lặp lại năm {year}",
    "pace.pace_needed": "số người cần mỗi tháng còn lại",
    "pace.pace_so_far": "số người mỗi tháng đến nay",
    "pace.pace_last_year": "số người mỗi tháng năm {year}",
    "pace.estimand": (
        "Phần năm đã có số kết nạp phải chiếm tỷ lệ nào trong số kết nạp cả năm thì vừa đúng chỉ tiêu, và tỷ lệ nào "
        "thì chỉ lặp lại năm trước; mỗi tháng còn lại cần bao nhiêu người."
    ),
    "pace.assumption": "Không có: chỉ là phép tính số học trên các số đếm in trong bài.",
    "pace.assumption_implied": (
        "Khi chỉ tiêu không in trong bài: tỷ lệ % in trong bài tính trên chỉ tiêu của cả kỳ, và chỉ tiêu đó là số "
        "nguyên. Còn lại là phép tính số học trên các số đếm in trong bài."
    ),
    "pace.not_shown": (
        "Kết quả này không cho biết phần này của năm thường chiếm tỷ lệ bao nhiêu, do đó không cho biết chỉ tiêu có "
        "đạt hay không: không bài báo nào in số kết nạp của một năm theo từng tháng."
    ),
    "pace.headline": (
        "{row}: kết nạp {count} người; chỉ tiêu {target} người{source} chỉ đạt được nếu {period} chiếm không quá "
        "{low} số kết nạp của kỳ {whole} (nếu rải đều thì chiếm {even}); không bài báo nào cho biết tỷ lệ này."
    ),
    "pace.headline_set": (
        "{row}: kết nạp {count} người; chỉ tiêu {target} người{source} chắc chắn đạt nếu {period} chiếm không quá "
        "{low} số kết nạp của kỳ {whole}, và không đạt nếu chiếm trên {high} (nếu rải đều thì chiếm {even}); không "
        "bài báo nào cho biết tỷ lệ này."
    ),
    "pace.headline_met": "{row}: kết nạp {count} người; đã đạt chỉ tiêu {target} người.",
    "pace.implied": " (suy ra từ một tỷ lệ % in trong bài, nếu tỷ lệ đó tính trên chỉ tiêu này)",
    "pace.headline_repeat": "Nếu tỷ lệ đó là {repeat} thì cả năm chỉ lặp lại năm {year} ({before} người).",
    "pace.headline_more": "Số đảng bộ khác có số kết nạp một phần năm so với chỉ tiêu: {n}.",
    "pace.headline_without": (
        "Số đảng bộ có số kết nạp một phần năm nhưng không có chỉ tiêu in trong bài cho năm đó: {n}."
    ),
    "pace.refused": "Số kết nạp một phần năm so với chỉ tiêu của năm: tìm thấy 0 đảng bộ, cần 1.",
    "pace.against": "{row}, so với năm {year} · {method}",
    "pace.method.score": "theo phương pháp score",
    "pace.method.exact": "chính xác có điều kiện",
    "pace.season": "lẫn với yếu tố mùa vụ",
    "pace.no_ratio": "Số kết nạp một phần năm bên cạnh một năm đầy đủ trước đó của cùng đảng bộ: tìm thấy 0, cần 1.",
    "pace.ratio_estimand": (
        "Tốc độ kết nạp quy ra cả năm của phần năm đã có số kết nạp ÷ tốc độ của năm đầy đủ gần nhất."
    ),
    "pace.ratio_assumption": (
        "Theo mô hình (độ tin cậy {confidence}%): cả hai số đếm đều có phân phối Poisson với tốc độ không đổi trong "
        "kỳ của mình. Phần năm có mùa vụ riêng của nó, năm đầy đủ có đủ các mùa vụ: tỷ số bị lẫn với yếu tố mùa vụ, "
        "và không khoảng nào cho biết lẫn bao nhiêu."
    ),
    "pace.ratio_not_shown": (
        "Kết quả này không cho biết có tăng tốc hay không: một phần năm không phân biệt được mùa vụ với xu hướng."
    ),
    "pace.constant_pace": "{row}, nếu giữ tốc độ của {period}",
    "pace.last_year": "{row}, nếu phần còn lại theo tốc độ năm {year}",
    "pace.no_projection": "Số kết nạp một phần năm có năm đầy đủ trước đó để dự phóng: tìm thấy 0, cần 1.",
    "pace.projected_estimand": (
        "Số kết nạp cả năm theo hai giả định khác nhau về phần còn lại của năm; kết quả cuối năm có thể thấp hơn cả "
        "hai, hoặc cao hơn cả hai."
    ),
    "pace.projected_assumption": (
        "Hoặc tốc độ đến nay được giữ nguyên, hoặc phần còn lại theo tốc độ năm trước. Mỗi khoảng dự báo một số đếm "
        "({confidence}%, Poisson, tiên nghiệm Jeffreys) và chỉ có giá trị theo giả định của chính nó. Không khoảng "
        "nào tính đến mùa vụ hay nỗ lực hướng tới chỉ tiêu: trong các năm mô phỏng có mùa vụ, các khoảng này trượt "
        "thường xuyên hơn nhiều so với mức đã hứa (docs/coverage.md của dự án)."
    ),
    "pace.projected_not_shown": (
        "Kết quả này không cho biết điều gì sẽ xảy ra, cũng không cho biết trường hợp nào dễ xảy ra hơn."
    ),
    "pace.over": "{one} so với {other}",
    "pace.targets": "{following}, kỳ trước {this}",
    "pace.no_targets": "Hai chỉ tiêu liên tiếp của cùng một đảng bộ, do cùng một nơi đề ra: tìm thấy 0, cần 1.",
    "pace.targets_estimand": "Một chỉ tiêu ÷ chỉ tiêu ngay trước nó, bên cạnh mức hoàn thành của chỉ tiêu trước.",
    "pace.targets_assumption": (
        "Không có giả định nào ngoài các chỉ tiêu suy ra từ tỷ lệ % in trong bài; do cùng một nơi đề ra."
    ),
    "pace.targets_not_shown": "Kết quả này không chứng tỏ rằng chỉ tiêu được nâng lên vì chỉ tiêu trước đã đạt.",
    "pace.axis_time": "Số tháng từ đầu năm",
    "pace.axis_count": "Số người được kết nạp",
    "pace.uniform": "rải đều đến chỉ tiêu {target}",
    "pace.observed": "đã kết nạp",
    "pace.legend_constant_pace": "nếu giữ tốc độ của {period}",
    "pace.legend_last_year": "nếu phần còn lại theo tốc độ năm {year}",
    "pace.alt": (
        "Số kết nạp cộng dồn, {row}: {count} người sau {elapsed} tháng, kỳ dài {months} tháng; chỉ tiêu: {target}. "
        "{lines}"
    ),
    "pace.alt_empty": "Biểu đồ tiến độ trống: không có phần năm nào dự phóng được.",
    "students.estimand": (
        "Số học sinh hoặc sinh viên được kết nạp ÷ tổng số người được kết nạp, trong cùng tổ chức và kỳ."
    ),
    "students.assumption": (
        "Khi cả hai con số đều in trong bài, khoảng vẽ nét mảnh là khoảng theo mô hình: mỗi người được kết nạp là học "
        "sinh hoặc sinh viên với cùng xác suất, độc lập với nhau (nhị thức chính xác, độ tin cậy {confidence}%; với "
        "số đếm bằng 0, hoặc khi chỉ biết số kết nạp tối thiểu, là giới hạn một phía). Trong các trường hợp khác, tỷ "
        "lệ là một chặn, và cách hiểu được nêu kèm."
    ),
    "students.not_shown": (
        "Kết quả này không cho biết có bao nhiêu học sinh hoặc sinh viên đã xin vào Đảng hay đủ điều kiện. Nhóm chỉ "
        "gồm học sinh và nhóm gồm cả học sinh lẫn sinh viên là hai nhóm khác nhau, không bao giờ cộng với nhau."
    ),
    "students.reading.counted": "con số in trong bài không phải là số đếm chính xác",
    "students.reading.share": "{printed} trong tổng số người được kết nạp, hiểu theo nghĩa đen.",
    "students.contradiction": (
        "{row}: bài in số học sinh hoặc sinh viên lớn hơn số người được kết nạp; không tính tỷ lệ."
    ),
    "students.reading.target_met": "nếu chỉ tiêu mà bài nói là đạt cũng đã đạt trong năm này",
    "students.reading.contained_minimum": "chia cho số in trong bài của các kỳ nằm trong kỳ này",
    "students.reading.open_period": "nếu con số này bao trùm toàn bộ kỳ của số kết nạp mà bài đưa tin",
    "bound.exact": "{value}",
    "bound.more_than": "trên {value}",
    "bound.at_least": "ít nhất {value}",
    "bound.less_than": "dưới {value}",
    "bound.at_most": "nhiều nhất {value}",
    "bound.about": "khoảng {value}",
    "bound.range": "{value}",
    "students.tension": (
        "Mục tiêu về sau trong cùng bài là {goal} ({period}), thấp hơn mức đã được đưa tin: việc hiểu mức này theo "
        "nghĩa đen là đáng ngờ."
    ),
    "students.refused": "Học sinh hoặc sinh viên trong số người được kết nạp: tìm thấy 0 dòng, cần 1.",
    "students.headline": (
        "{group} trong số người được kết nạp, khi cả hai con số đều in trong bài: {events} trong tổng số {total} "
        "({share}; theo mô hình: {model}), tính từ: {where}."
    ),
    "students.headline_many": "số kỳ: {n}, số đảng bộ: {committees}",
    "students.headline_end": "Các bài báo không được chọn ngẫu nhiên.",
    "students.headline_bounds": "Số dòng chỉ có chặn hoặc từ ngữ: {n}{rows}.",
    "students.headline_none": (
        "Phần đã chọn không có dòng nào in cả hai con số; số dòng chỉ có chặn hoặc từ ngữ: {n}{rows}."
    ),
    "students.pooled": "{group}, cộng {n} đơn vị có số đếm",
    "students.common": "{group}, tỷ lệ chung của {n} đơn vị thuộc {clusters} đảng bộ",
    "students.pooled_estimand": (
        "Số học sinh hoặc sinh viên đếm được của một nhóm ÷ tổng số người được kết nạp, cộng gộp các đơn vị rời nhau."
    ),
    "students.pooled_assumption": (
        "Các kỳ và tổ chức không có ngày nào và không có người nào chung; mỗi lần một nhóm; khoảng này coi tỷ lệ là "
        "như nhau ở mọi đơn vị. Mô hình tỷ lệ chung cho phép các đơn vị khác nhau và các đơn vị của cùng đảng bộ "
        "tương quan với nhau."
    ),
    "students.pooled_not_shown": "Kết quả này không cho biết tỷ lệ ở các đảng bộ hoặc kỳ không có số đếm in trong bài.",
    "students.none_counted": "Đơn vị có số đếm cho cả tử số và mẫu số: tìm thấy 0, cần 1.",
    "students.too_few": (
        "{group}, tỷ lệ chung: tìm thấy {found} đơn vị với {events} học sinh hoặc sinh viên, cần {needed} đơn vị với "
        "{events_needed}."
    ),
    "students.dispersion": "hệ số phân tán {dispersion}",
    "students.remaining_estimand": (
        "Số học sinh hoặc sinh viên của một kỳ dài không thuộc những kỳ có in số liệu nằm trong kỳ đó."
    ),
    "students.remaining_assumption": (
        "Khi không biết một kỳ có nằm trong kỳ dài hay không, cả hai cách hiểu đều được trình bày; không cách nào "
        "được ưu tiên."
    ),
    "students.remaining_not_shown": "Kết quả này không cho biết họ được kết nạp vào năm nào trong các năm còn lại.",
    "students.rest": "không thuộc các kỳ bên trong",
    "students.outside": "nếu {periods} nằm ngoài",
    "students.inside": "nếu {periods} nằm trong",
    "students.less": "{whole} trừ {parts}",
    "students.overlap": "{row}: các kỳ bên trong chồng lấn nhau, nên không trừ được.",
    "students.impossible": "Cách hiểu “{reading}”: không thể, vì các phần lớn hơn tổng.",
    "students.nothing_within": "Kỳ có số đếm chứa những kỳ khác cũng có số đếm: tìm thấy 0, cần 1.",
    "students.planned": "dự kiến",
    "students.classes_estimand": (
        "Số học sinh hoặc sinh viên được kết nạp ÷ số được cử đi học lớp bồi dưỡng nhận thức về Đảng."
    ),
    "students.classes_assumption": (
        "Đây là các con số in trong bài; tổ chức, kỳ và nhóm theo mã hóa (điểm còn nghi vấn ghi ở cột “còn tranh "
        "luận” của bảng số liệu). Số dự kiến được đặt bên cạnh, và không phải là kết quả."
    ),
    "students.classes_not_shown": (
        "Kết quả này không cho biết xác suất được kết nạp: học viên có thể còn đang chờ quyết định, và dự kiến có thể "
        "không được thực hiện."
    ),
    "students.no_classes": "Học sinh hoặc sinh viên được kết nạp trong số học viên có in số lượng: tìm thấy 0, cần 1.",
    "shares.axis": "Tỷ lệ trong số kết nạp (%, thang căn bậc hai)",
    "shares.alt": (
        "Tỷ lệ học sinh hoặc sinh viên trong số người được kết nạp, số dòng: {rows}. {lines} Hình vuông: có số đếm; "
        "mũi tên: chỉ biết một chặn; thanh: mọi giá trị ở giữa đều có thể; hình rỗng: dựa trên một cách hiểu; nét "
        "mảnh: khoảng theo mô hình."
    ),
    "shares.alt_empty": "Biểu đồ tỷ lệ trống: phần đã chọn không có dòng nào như vậy.",
    "metric.members_admitted": "kết nạp",
    "metric.admission_target": "chỉ tiêu",
    "metric.target_attainment": "mức hoàn thành",
    "metric.committees_above_target_share": "đảng bộ vượt chỉ tiêu",
    "metric.student_share_of_admissions": "tỷ lệ trong số kết nạp",
    "metric.admissions_share_of_members": "kết nạp (% đảng viên)",
    "metric.members_total": "đảng viên",
    "metric.awareness_class_learners": "học viên lớp nhận thức",
    "metric.members_proposed": "được đề nghị kết nạp",
    "metric.admissions_pending": "chờ quyết định",
    "metric.target_excess": "mức hoàn thành (từ phần vượt)",
    "metric.admissions_growth": "thay đổi số kết nạp",
    "metric.attainment_rank": "thứ hạng về kết nạp",
    "metric.members_share_of_population": "đảng viên (% dân số)",
    "metric.members_share_of_school_staff": "đảng viên (% nhân sự trường học)",
    "metric.teachers_share_of_members": "giáo viên (% đảng viên)",
    "metric.nonstate_enterprise_share_of_admissions": "từ doanh nghiệp ngoài nhà nước (% số kết nạp)",
    "metric.awareness_classes": "lớp nhận thức",
    "metric.members_transferred": "đảng viên chuyển đến",
    "metric.members_removed": "bị xóa tên",
    "metric.removals_reduction": "mức giảm bị xóa tên hoặc ra khỏi Đảng",
    "metric.grassroots_organisations": "tổ chức cơ sở đảng",
    "metric.party_cells": "chi bộ",
    "metric.four_good_grassroots_cells": "chi bộ cơ sở bốn tốt",
    "metric.four_good_grassroots_committees": "đảng bộ cơ sở bốn tốt",
    "metric.four_good_cells": "chi bộ bốn tốt",
    "metric.nonstate_party_organisations_founded": "tổ chức đảng ngoài nhà nước được thành lập",
    "metric.nonstate_enterprises_with_party_organisation_share": "doanh nghiệp ngoài nhà nước có tổ chức đảng (%)",
    "metric.cell_secretaries": "bí thư chi bộ",
    "metric.cell_deputy_secretaries": "phó bí thư chi bộ",
    "metric.away_party_groups": "tổ đảng xa nơi cư trú",
    "metric.localities_with_away_party_groups_share": "địa phương có tổ đảng xa nơi cư trú (%)",
    "metric.members_per_away_party_group": "đảng viên mỗi tổ đảng xa nơi cư trú",
    "metric.party_group_leaders": "tổ trưởng tổ đảng",
    "metric.association_members": "thành viên hội quán",
    "metric.village_heads_in_party_share": "trưởng thôn, tổ trưởng là đảng viên (%)",
    "metric.village_heads_as_cell_secretary_share": "trưởng thôn, tổ trưởng là bí thư chi bộ (%)",
    "metric.front_heads_as_cell_secretary_share": "bí thư chi bộ là trưởng ban mặt trận (%)",
    "metric.strategic_breakthroughs": "đột phá chiến lược",
    "metric.population": "dân số",
    "metric.households": "hộ",
    "metric.communes": "xã",
    "metric.minority_communes": "xã đồng bào dân tộc thiểu số",
    "metric.townships": "thị trấn",
    "metric.hamlets": "ấp",
    "metric.urban_quarters": "khóm",
    "metric.villages_and_quarters": "thôn, tổ dân phố",
    "metric.distance_to_provincial_capital": "khoảng cách đến tỉnh lỵ",
    "metric.plan_targets_met_share": "chỉ tiêu kế hoạch đã đạt (%)",
    "metric.fishery_output_plan_attainment": "sản lượng thủy sản, so với kế hoạch (%)",
    "metric.fishery_output_growth": "sản lượng thủy sản, mức tăng",
    "metric.budget_revenue_plan_attainment": "thu ngân sách, so với dự toán (%)",
    "metric.budget_revenue_growth": "thu ngân sách, mức tăng",
    "metric.capital_disbursement_plan_attainment": "giải ngân vốn, so với kế hoạch (%)",
    "metric.ocop_products": "sản phẩm OCOP",
    "metric.ocop_rank": "thứ hạng OCOP",
    "printed.each_year": "{printed} (mỗi năm)",
    "metric.of": "{metric}: {group}",
    "printed.quoted": "“{printed}”",
    "printed.quoted_word": "“{printed}” ({meaning})",
    "printed.word": "{printed} ({meaning})",
    "word.chưa": "tính đến lúc đó là 0",
    "word.không": "bằng 0",
    "word.đa số": "quá nửa",
    "word.hầu hết": "gần như tất cả, tính là quá nửa",
    "word.vượt": "trên 100% chỉ tiêu",
    "word.đảm bảo": "từ 100% chỉ tiêu trở lên",
    "word.cao nhất": "hạng 1",
    "word.dẫn đầu": "đang ở hạng 1",
    "expected.none": "không có số nguyên nào",
    "expected.whole": "tổng thể là {low}",
    "expected.whole_from": "tổng thể từ {low} trở lên",
    "expected.whole_between": "tổng thể từ {low} đến {high}",
    "expected.count": "số đếm là {low}",
    "expected.count_from": "số đếm từ {low} trở lên",
    "expected.count_between": "số đếm từ {low} đến {high}",
    "expected.share": "{low}%",
    "expected.share_between": "{low}% đến {high}%",
    "expected.denominator": "mẫu số là {printed}",
    "expected.part": "một phần ít nhất là {low}",
    "expected.parts": "các phần cộng lại ít nhất là {low}",
    "why.nothing_in_a_year": "cả một năm không đếm được trường hợp nào",
    "why.years_apart": "có những năm không so sánh được: không tổ chức nào có số đếm ở cả hai năm",
    "why.no_trend": "các số đếm không cho một xu hướng hữu hạn",
    "why.too_few": "cần ít nhất 2 tổ chức và 3 năm: hiện có {organisations} và {years}",
    "why.clusters": "cần ít nhất 2 cụm",
    "why.all_or_none": "tất cả hoặc không trường hợp nào là sự kiện: tỷ lệ không có khoảng trên thang logit",
    "hypothesis.as_printed": "như in trong bài",
    "hypothesis.truncated": "cắt bớt chữ số",
    "hypothesis.members_before": "đảng viên trước đợt kết nạp này",
    "hypothesis.disjoint": "các phần rời nhau của một kỳ hoặc tổ chức",
    "hypothesis.disjoint_of": "các phần rời nhau: {metric}",
    "hypothesis.among": "{group} trong {whole}",
    "hypothesis.half_up": "làm tròn (từ nửa thì lên)",
    "hypothesis.literal": "lớn hơn, đầu kia để ngỏ",
    "hypothesis.conventional": "các chữ số đã in và thêm phần lẻ",
    "verdict.consistent": "phù hợp",
    "verdict.excluded": "bị loại trừ",
    "verdict.contradiction": "mâu thuẫn",
    "verdict.uninformative": "không mang thông tin",
    "kind.number": "con số",
    "kind.bound": "chặn",
    "kind.word": "từ ngữ",
    "coverage.alt": (
        "Ma trận bao phủ, tổ chức và năm theo chỉ số; số dòng: {rows}, số cột: {columns}. {lines} Ở các ô khác, bài "
        "báo không in số liệu thực tế hay chỉ tiêu kết nạp nào."
    ),
    "coverage.alt_empty": "Ma trận bao phủ trống: phần đã chọn không có số liệu nào như vậy.",
    "coverage.about": (
        "Số liệu trong bảng này: {n} trong tổng số {total}. Ô trống không phải là số 0: bài báo không in số liệu thực "
        "tế nào của chỉ số đó, cũng không in chỉ tiêu kết nạp nào; dự kiến và các mục tiêu khác không có trong bảng. "
        "Từ ngữ đứng thay cho con số; ↗ là một lần nhắc lại."
    ),
    "coverage.empty": "Số liệu in trong bài về ba câu hỏi: tìm thấy 0, cần 1.",
    "checks.axis": "Phần các tỷ lệ % lân cận cũng sẽ qua",
    "checks.threshold": "từ đây kiểm tra không nói lên gì",
    "checks.alt": (
        "Kiểm tra các tỷ lệ % in trong bài, số dòng: {rows}. {lines} Ở mức 1, mọi tỷ lệ % lân cận đều qua, nên phép "
        "kiểm tra không nói lên gì."
    ),
    "checks.alt_empty": "Hình trống: không kiểm tra được tỷ lệ % nào in trong bài.",
    "checks.headline": (
        "Bài báo: {articles}; số liệu in trong bài: {figures}; tỷ lệ % được đối chiếu với số đếm: {percentages} "
        "(trong đó phép kiểm tra không nói lên gì: {idle}; thuộc số liệu có cách mã hóa còn tranh luận: {unsure}); "
        "phép kiểm tra khác: {others}; mâu thuẫn: {wrong}. {targets}"
    ),
    "checks.about": (
        "Bị loại trừ: không thể xảy ra theo giả thuyết này nhưng có thể theo giả thuyết khác. Không mang thông tin: "
        "gần như tỷ lệ % nào cũng qua. Lân cận: chênh không quá năm điểm phần trăm, cùng số chữ số thập phân. Mâu "
        "thuẫn: không thể xảy ra theo bất kỳ giả thuyết nào. Khi chính cách mã hóa một số liệu đã được chọn theo giá "
        "trị nào khớp (xem cột “còn tranh luận” của bảng số liệu), việc số liệu đó qua kiểm tra không xác nhận điều "
        "gì."
    ),
    "checks.none": "Phép kiểm tra đối với số liệu đã chọn: tìm thấy 0, cần 1.",
    "success.below": "Được đưa tin là dưới 100%, trong {n} chỉ tiêu đã hết kỳ",
    "success.frame": "Đảng bộ đạt chỉ tiêu, trong {n} đảng bộ",
    "success.headline": (
        "Có {n} chỉ tiêu đã hết kỳ có kết quả in trong bài, không kể chỉ tiêu là bộ phận của chỉ tiêu khác (thuộc "
        "{committees} đảng bộ; {known} chỉ tiêu biết được cả chặn dưới lẫn chặn trên); được đưa tin kèm con số dưới "
        "100%: {missed}. Trường hợp được đưa tin là không đạt nhưng không kèm con số thì không được tính."
    ),
    "success.estimand": (
        "Tỷ lệ chỉ tiêu đã hết kỳ được đưa tin là dưới 100%; và, với một tổng thể gồm N đảng bộ, các chặn trong "
        "trường hợp xấu nhất của tỷ lệ đảng bộ đạt chỉ tiêu: từ (số thấy là đạt) ÷ N đến 1 − (số thấy là không đạt) ÷ "
        "N."
    ),
    "success.assumption": (
        "Không giả định gì về các đảng bộ không được ai đưa tin: có thể tất cả đều đạt chỉ tiêu, hoặc không đảng bộ "
        "nào đạt."
    ),
    "success.not_shown": (
        "Kết quả này không cho biết vì sao các bài báo đưa tin thành công: vì không có thất bại, hay vì thất bại "
        "không được coi là tin."
    ),
    "success.no_frame": (
        "Chặn của tỷ lệ đạt chỉ tiêu trong tất cả đảng bộ: cần biết tổng số đảng bộ (frame_size: đã cho {given}, cần "
        "ít nhất {needed})."
    ),
    "coding.row": "{file} · {column}",
    "coding.F1": "F1 của các đoạn",
    "coding.alpha": "α của Krippendorff",
    "coding.estimand": (
        "Mức nhất trí giữa hai lượt mã hóa độc lập, trước khi các khác biệt được giải quyết: F1 của các đoạn ký tự "
        "(1: cả hai tìm thấy như nhau) và α của Krippendorff cho từng cột (1: nhất trí, 0: bằng mức do ngẫu nhiên; ô "
        "trống cũng là một giá trị)."
    ),
    "coding.assumption": (
        "α được tính trên các đoạn mà cả hai lượt đều có; kết quả không phụ thuộc vào phần đã chọn ở trên."
    ),
    "coding.low": (
        "Dưới {least}, ngưỡng mà dưới đó Krippendorff (2004) khuyên không nên dựa vào kết quả mã hóa: {rows}. Các "
        "bảng dùng kết quả mã hóa sau khi giải quyết khác biệt, không phải của riêng lượt nào."
    ),
    "coding.not_shown": (
        "Kết quả này không cho biết mã hóa có đúng hay không: cả hai lượt theo cùng một sổ quy tắc mã hóa."
    ),
    "coding.refused": "Mức nhất trí giữa hai lượt mã hóa: tìm thấy {found} lượt, cần 2.",
    "group.all": "mọi đối tượng",
    "group.school_pupil": "học sinh",
    "group.student": "học sinh, sinh viên",
    "group.teacher": "giáo viên",
    "set_by.superior": "cấp trên giao",
    "set_by.congress": "đại hội đề ra",
    "set_by.own_plan": "tự đề ra",
    "set_by.unstated": "không nêu nơi đề ra",
    "left_out": "Đã lọc bỏ: {what}.",
    "left_out_none": "Không lọc bỏ gì.",
    "left_out.organisation": "số dòng của tổ chức khác: {n}",
    "left_out.years": "số dòng ngoài các năm đã chọn: {n}",
    "left_out.level": "số dòng của cấp khác: {n}",
    "left_out.disputed": "số dòng dựa trên cách mã hóa còn tranh luận: {n}",
    "column.row": "dòng",
    "column.within": "thuộc",
    "column.bound": "chặn",
    "column.admitted": "kết nạp",
    "column.target": "chỉ tiêu",
    "column.set_by": "nơi đề ra chỉ tiêu",
    "column.estimate": "ước lượng",
    "column.model": "khoảng theo mô hình",
    "column.reading": "cách hiểu",
    "column.months": "số tháng",
    "column.members": "đảng viên",
    "column.before": "năm trước đó",
    "column.targets": "các chỉ tiêu",
    "column.attained": "mức hoàn thành trước",
    "column.students": "học sinh hoặc sinh viên",
    "column.learners": "học viên lớp nhận thức",
    "column.met": "đạt",
    "column.missed": "không đạt",
    "column.undecided": "chưa rõ",
    "column.measure": "thước đo",
    "column.compared": "số so sánh",
    "column.agree": "số trùng nhau",
    "column.check": "phép kiểm tra",
    "column.hypothesis": "giả thuyết",
    "column.expected": "các số liệu khác cho phép",
    "column.verdict": "kết luận",
    "column.chance_pass": "phần các tỷ lệ % lân cận cũng sẽ qua",
    "column.figures": "số liệu",
    "column.figure": "số liệu",
    "column.place": "vị trí ký tự",
    "column.printed": "in trong bài",
    "column.metric": "chỉ số",
    "column.organisation": "tổ chức",
    "column.article": "bài báo",
    "column.title": "tên bài",
    "column.publisher": "nơi đăng",
    "column.published": "ngày đăng",
    "article.untitled": "không in trong văn bản",
    "column.disputed": "còn tranh luận",
}

MARKDOWN: dict[str, str] = {
    "# Overview": "# Tổng quan",
    (
        "What the articles print, how their figures agree with one another, how the coding was checked, and what "
        "nobody reports."
    ): (
        "Các bài báo in những gì, số liệu của các bài có khớp với nhau không, việc mã hóa được kiểm tra ra sao, và "
        "điều gì không ai đưa tin."
    ),
    "## What is printed": "## Những gì được in",
    (
        "One row an organisation and period, one column a metric. In printed figures a point groups thousands and a "
        "comma begins the decimals."
    ): (
        "Mỗi dòng là một tổ chức và một kỳ, mỗi cột là một chỉ số. Trong số liệu in trong bài, dấu chấm phân nhóm "
        "hàng nghìn, dấu phẩy mở đầu phần thập phân."
    ),
    "## Do the figures agree": "## Các số liệu có khớp nhau không",
    "Figures that agree may all be wrong; this shows only that they do not exclude one another.": (
        "Các số liệu khớp nhau vẫn có thể cùng sai; phần này chỉ cho thấy chúng không loại trừ nhau."
    ),
    (
        "Each printed percentage is set against the counts it belongs to, by exact arithmetic on the printed digits, "
        "once for each way it may have been rounded. Sums, fractions, nested periods and repeated mentions are "
        "checked as well; they are in the table below the picture."
    ): (
        "Mỗi tỷ lệ % in trong bài được đối chiếu với các số đếm liên quan, bằng phép tính chính xác trên các chữ số "
        "đã in, lần lượt theo từng cách làm tròn có thể có. Tổng, phân số, các kỳ lồng nhau và các lần nhắc lại cũng "
        "được kiểm tra; kết quả nằm trong bảng dưới hình."
    ),
    "## What is not reported": "## Điều không được đưa tin",
    "## How far two coders agree": "## Hai người mã hóa nhất trí đến mức nào",
    "## The figures behind these numbers": "## Số liệu đứng sau các con số này",
    (
        "Each figure is the article's printed characters at the given place (a point groups thousands, a comma begins "
        "the decimals); `partyresearch show FIGURE_ID` prints everything known of it. The articles follow below."
    ): (
        "Mỗi số liệu là chuỗi ký tự in trong bài báo tại vị trí đã nêu (dấu chấm phân nhóm hàng nghìn, dấu phẩy mở "
        "đầu phần thập phân); `partyresearch show FIGURE_ID` in ra mọi điều đã biết về số liệu đó. Danh sách bài báo "
        "ở bên dưới."
    ),
    "# Recruitment trends": "# Xu hướng kết nạp",
    (
        "How many people were admitted in which period, what part of a year says about the year, and what it does not "
        "say."
    ): (
        "Bao nhiêu người được kết nạp trong từng kỳ, số liệu một phần của năm nói lên điều gì về cả năm, và không nói "
        "lên điều gì."
    ),
    "Single values are rounded to the nearest digit, the ends of ranges, bounds and intervals outwards.": (
        "Giá trị đơn lẻ được làm tròn đến chữ số gần nhất; đầu mút của dải giá trị, chặn và khoảng được làm tròn ra "
        "phía ngoài."
    ),
    "## Admissions over time": "## Số kết nạp theo thời gian",
    "## Part of a year: the tipping point": "## Một phần của năm: điểm vừa đúng chỉ tiêu",
    "## Two ways the year may end": "## Hai khả năng về kết quả cuối năm",
    "## The part of the year against an earlier year": "## Phần năm đã có số kết nạp so với một năm trước đó",
    "## The next target": "## Chỉ tiêu kế tiếp",
    "## Admissions and members": "## Số kết nạp và số đảng viên",
    "### Part of a year": "### Một phần của năm",
    "Not to be read beside the years above.": "Không đọc cạnh các năm ở trên.",
    "## Net growth and exits": "## Mức tăng thuần và số ra khỏi Đảng",
    "## Growth from year to year": "## Tăng trưởng qua các năm",
    "# Student share": "# Tỷ lệ học sinh, sinh viên",
    (
        "How many of the people admitted are school pupils or students, where that is counted, and what the rest "
        "allows."
    ): (
        "Bao nhiêu người được kết nạp là học sinh hoặc sinh viên, khi có số đếm, và những trường hợp còn lại cho phép "
        "giá trị nào."
    ),
    "## Unit by unit": "## Từng đơn vị",
    "## Counted units added up": "## Cộng các đơn vị có số đếm",
    "## Periods that contain one another": "## Các kỳ lồng nhau",
    "## From class to admission": "## Từ lớp bồi dưỡng nhận thức đến kết nạp",
    "# Quota attainment": "# Mức hoàn thành chỉ tiêu",
    (
        "How many people were admitted for each person that the target asked for. Every number below is worked out "
        "from printed figures; the table of figures says where each of them stands."
    ): (
        "Số người được kết nạp ứng với mỗi người mà chỉ tiêu yêu cầu. Mọi con số dưới đây đều tính từ số liệu in "
        "trong bài; bảng số liệu cho biết từng số liệu nằm ở đâu."
    ),
    "## Finished periods": "## Các kỳ đã kết thúc",
    (
        "Square: one value; box: what rounding leaves open; thin line: the model's interval; arrow: only a bound is "
        "known; hollow or ↳: part of another organisation with a target; dotted line: target met exactly. Whether a "
        "target was met is settled by the printed figures: the thin line does not question it. A percentage that can "
        "be read in two ways has two rows."
    ): (
        "Hình vuông: một giá trị; hộp: phần mà việc làm tròn còn để ngỏ; nét mảnh: khoảng theo mô hình; mũi tên: chỉ "
        "biết một chặn; hình rỗng hoặc ↳: bộ phận của một tổ chức khác có chỉ tiêu; đường chấm: vừa đúng chỉ tiêu. "
        "Chỉ tiêu đạt hay không là do số liệu in trong bài quyết định: nét mảnh không đặt lại vấn đề đó. Tỷ lệ % có "
        "hai cách hiểu thì có hai dòng."
    ),
    "## One row for each target that is possible": "## Một dòng cho mỗi chỉ tiêu khả dĩ",
    "Where a printed percentage allows more than one whole target.": (
        "Khi tỷ lệ % in trong bài cho phép nhiều hơn một chỉ tiêu là số nguyên."
    ),
    "## Interim": "## Giữa kỳ",
    (
        "A part of a period against the target of the whole period: it says nothing about the period's end, and is "
        "not to be read beside the finished ones."
    ): (
        "Một phần của kỳ so với chỉ tiêu của cả kỳ: không nói lên điều gì về cuối kỳ, và không đọc cạnh các kỳ đã kết "
        "thúc."
    ),
    "## The finished targets together, as reported": "## Gộp các chỉ tiêu đã hết kỳ, theo số liệu được đưa tin",
    "## A total and its parts": "## Một tổng và các phần của nó",
    "## What committees have in common": "## Điểm chung của các đảng bộ",
}
"""A paragraph of a notebook's Markdown, its lines joined → the same in Vietnamese."""

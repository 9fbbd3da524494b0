"""What every refusal is: a 4xx with a Vietnamese sentence and no trace of the program."""

import re

VIETNAMESE = re.compile("[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]")
TRACE = re.compile(r"Traceback|sqlalchemy|psycopg|sqlite3|werkzeug|Error:|File &#34;|Internal Server", re.I)
LONG_ID = "1234567890123456789012345"


def assert_refused(answer, *statuses):
    text = answer.get_data(as_text=True)
    assert answer.status_code in (statuses or range(400, 500)), text[:2000]
    assert VIETNAMESE.search(text), text[:2000]
    assert not TRACE.search(text), TRACE.search(text)
    return text

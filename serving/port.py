"""Whether the address can be had, asked before anything is prepared."""

import errno
import socket


class PortRefused(Exception):
    """The address cannot be listened on; the message is a Vietnamese sentence for the console."""


def require_free(host: str, port: int) -> None:
    """PortRefused when another program listens there, or the system keeps the port for others."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            why = "đang được chương trình khác dùng" if error.errno == errno.EADDRINUSE else "không mở được"
            raise PortRefused(
                f"Cổng {port} trên {host} {why}. Dừng chương trình ấy, hoặc đặt biến môi trường PORT khác."
            ) from error

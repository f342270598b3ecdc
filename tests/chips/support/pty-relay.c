/* SPDX-License-Identifier: Apache-2.0
 *
 * Opens a pseudo-terminal, prints the name of its slave side as the first line, then carries bytes: standard input to the
 * terminal, the terminal to standard output. Ends when standard input ends. The slave side is kept open, so that programs
 * may open and close it as they like.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static int carry(int source, int target)
{
	char bytes[512];
	ssize_t count = read(source, bytes, sizeof bytes);
	for (ssize_t done = 0; done < count; ) {
		ssize_t written = write(target, bytes + done, (size_t)(count - done));
		if (written <= 0)
			return 0;
		done += written;
	}
	return count > 0;
}

int main(void)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
		return 1;
	const char *name = ptsname(terminal);
	int slave = name ? open(name, O_RDWR | O_NOCTTY) : -1;
	struct termios raw;
	if (slave < 0 || tcgetattr(slave, &raw) != 0)
		return 1;
	cfmakeraw(&raw);
	if (tcsetattr(slave, TCSANOW, &raw) != 0)
		return 1;
	printf("%s\n", name);
	fflush(stdout);
	struct pollfd ends[2] = { { STDIN_FILENO, POLLIN, 0 }, { terminal, POLLIN, 0 } };
	while (poll(ends, 2, -1) >= 0) {
		if (ends[0].revents != 0 && !carry(STDIN_FILENO, terminal))
			return 0;
		if (ends[1].revents != 0 && !carry(terminal, STDOUT_FILENO))
			return 0;
	}
	return 1;
}

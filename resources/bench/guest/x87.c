/* x87: the Mandelbrot set, 64 x 48 points, at most 100 steps. */
#include "guest.h"

u32 mandelbrot(void) {
    u32 sum = 0;
    for (int row = 0; row < 48; row++) {
        for (int column = 0; column < 64; column++) {
            double cx = column * 3.0 / 64 - 2.2, cy = row * 2.4 / 48 - 1.2, x = 0, y = 0;
            int n = 0;
            while (n < 100 && x * x + y * y < 4) {
                double t = x * x - y * y + cx;
                y = 2 * x * y + cy;
                x = t;
                n++;
            }
            sum = rotate(sum, 1) + n;
        }
    }
    return sum;
}

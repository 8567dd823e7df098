using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Cpu.Augmentation;

/// <summary>
/// <see cref="WarpKernel"/> for eight pixels at a time (AVX2), to the same bits: places are computed in float64 and weights in float32 in the same order,
/// without fused operations. Neighbours to the right are loaded along, for gathers are slow. Images at least <see cref="Pixels"/> wide.
/// </summary>
internal static unsafe class WideWarpKernel
{
    /// <summary>Pixels at a time.</summary>
    public const int Pixels = 8;

    /// <summary>Whether it takes images of a size.</summary>
    public static bool Takes(WarpArguments arguments) =>
        arguments.Move.Width >= Pixels && arguments.Move.Height >= 2 && arguments.Move.Height * arguments.X.RowStride <= int.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run(void* arguments, int image)
    {
        var args = (WarpArguments*)arguments;
        var map = args->Move.MapOf(image);
        float* x = args->X.Start + image * args->X.ImageStride, y = args->Y.Start + image * args->Y.ImageStride;
        var places = stackalloc int[3 * Pixels];
        var (height, channels, stride) = (args->Move.Height, args->Channels, args->X.RowStride);
        var last = args->Move.Width - Pixels;
        var (bottom, right, strides) = (Vector256.Create(height - 1), Vector256.Create(args->Move.Width - 2), Vector256.Create((int)stride));
        for (var i = 0; i < height; i++, y += args->Y.RowStride)
        {
            var (rowDown, rowAcross) = (map.YY * i, map.XY * i);

            // The last eight overlap those before them.
            for (var j = 0; ; j = Math.Min(j + Pixels, last))
            {
                Place(rowDown, map.YX, map.Y, j, out var top, out var v);
                Place(rowAcross, map.XX, map.X, j, out var left, out var h);
                var below = top + Vector256<int>.One;
                var column = Avx2.Min(Avx2.Max(left, Vector256<int>.Zero), right);
                var upperRow = Avx2.Min(Avx2.Max(top, Vector256<int>.Zero), bottom);
                var lowerRow = Avx2.Min(Avx2.Max(below, Vector256<int>.Zero), bottom);
                var (isBetween, hasUpper, hasLower) = (Vector256.Equals(column, left), Vector256.Equals(upperRow, top), Vector256.Equals(lowerRow, below));
                var inside = Avx.MoveMask((isBetween & hasUpper & hasLower).AsSingle());
                if (channels > 1)
                {
                    WeighChannels(x, stride, channels, inside, upperRow * strides + column * Vector256.Create(channels), v, h, y + j * channels, places);
                    for (var outside = ~inside & 0xFF; outside != 0; outside &= outside - 1)
                    {
                        var pixel = j + BitOperations.TrailingZeroCount(outside);
                        WarpKernel.Weigh(args, map, x, y, i, pixel, pixel + 1);
                    }
                }
                else
                {
                    Avx.Store(places, upperRow * strides + column);
                    Pairs(x, places, out var upperLeft, out var upperRight);
                    Avx.Store(places + Pixels, lowerRow * strides + column);
                    Pairs(x, places + Pixels, out var lowerLeft, out var lowerRight);
                    if (inside != 0xFF)
                    {
                        var isBefore = Vector256.Equals(left, Vector256<int>.AllBitsSet);
                        var isLast = Vector256.Equals(left, right + Vector256<int>.One);
                        (upperLeft, upperRight) = Cut(upperLeft, upperRight, isBetween, isBefore, isLast, hasUpper);
                        (lowerLeft, lowerRight) = Cut(lowerLeft, lowerRight, isBetween, isBefore, isLast, hasLower);
                    }

                    Avx.Store(y + j, Mix(Mix(upperLeft, upperRight, h), Mix(lowerLeft, lowerRight, h), v));
                }

                if (j == last) break;
            }
        }
    }

    /// <summary>0 outside the picture. The pair before the first pixel was loaded one too far to the right, that after the last one one too far to the left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Left, Vector256<float> Right) Cut(
        Vector256<float> left, Vector256<float> right, Vector256<int> isBetween, Vector256<int> isBefore, Vector256<int> isLast, Vector256<int> hasRow) => (
        ((left & isBetween.AsSingle()) | (right & isLast.AsSingle())) & hasRow.AsSingle(),
        ((right & isBetween.AsSingle()) | (left & isBefore.AsSingle())) & hasRow.AsSingle());

    /// <summary>Whole and fractional parts of the source places of eight pixels along one axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(double row, double step, double start, int j, out Vector256<int> whole, out Vector256<float> part)
    {
        var first = Vector256.Create((double)j) + Vector256.Create(0.0, 1, 2, 3);
        var second = first + Vector256.Create(4.0);
        var (low, high) = (
            Vector256.Create(row) + Vector256.Create(step) * first + Vector256.Create(start),
            Vector256.Create(row) + Vector256.Create(step) * second + Vector256.Create(start));
        var (lowWhole, highWhole) = (Avx.Floor(low), Avx.Floor(high));
        whole = Vector256.Create(Avx.ConvertToVector128Int32(lowWhole), Avx.ConvertToVector128Int32(highWhole));
        part = Vector256.Create(Avx.ConvertToVector128Single(low - lowWhole), Avx.ConvertToVector128Single(high - highWhole));
    }

    /// <summary>Eight pixels and their neighbours to the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(float* x, int* places, out Vector256<float> left, out Vector256<float> right)
    {
        var even = Vector256.Create(TwoPairs(x + places[0], x + places[1]), TwoPairs(x + places[4], x + places[5]));
        var odd = Vector256.Create(TwoPairs(x + places[2], x + places[3]), TwoPairs(x + places[6], x + places[7]));
        left = Avx.Shuffle(even, odd, 0b10_00_10_00);
        right = Avx.Shuffle(even, odd, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> TwoPairs(float* first, float* second) =>
        Sse2.LoadHigh(Sse2.LoadScalarVector128((double*)first), (double*)second).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(Vector256<float> first, Vector256<float> second, Vector256<float> share) =>
        (Vector256<float>.One - share) * first + share * second;

    /// <summary>All channels of those of eight pixels whose sources lie within the picture: <paramref name="inside"/> has a bit for each.</summary>
    private static void WeighChannels(
        float* x, long stride, int channels, int inside, Vector256<int> at, Vector256<float> v, Vector256<float> h, float* y, int* places)
    {
        var shares = (float*)places + Pixels;
        Avx.Store(places, at);
        Avx.Store(shares, v);
        Avx.Store(shares + Pixels, h);
        for (var pixel = 0; pixel < Pixels; pixel++, y += channels)
        {
            if ((inside >> pixel & 1) == 0) continue;
            var upper = x + places[pixel];
            var lower = upper + stride;
            var (down, across) = (shares[pixel], shares[Pixels + pixel]);
            if (channels == 3)
            {
                var colour = Mix(ThreeOfSix(upper, across), ThreeOfSix(lower, across), Vector128.Create(down));
                Sse.StoreLow(y, colour);
                y[2] = colour[2];
                continue;
            }

            var c = 0;
            for (; c <= channels - Vector128<float>.Count; c += Vector128<float>.Count)
            {
                var share = Vector128.Create(across);
                var one = Mix(Vector128.Load(upper + c), Vector128.Load(upper + c + channels), share);
                var other = Mix(Vector128.Load(lower + c), Vector128.Load(lower + c + channels), share);
                Vector128.Store(Mix(one, other, Vector128.Create(down)), y + c);
            }

            for (; c < channels; c++)
            {
                var one = (1 - across) * upper[c] + across * upper[c + channels];
                var other = (1 - across) * lower[c] + across * lower[c + channels];
                y[c] = (1 - down) * one + down * other;
            }
        }
    }

    /// <summary>Two pixels of three channels, weighed. Nothing beyond them is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ThreeOfSix(float* x, float share) =>
        Mix(Vector128.Load(x), Sse.Shuffle(Vector128.Load(x + 2), Vector128.Load(x + 2), 0b11_11_10_01), Vector128.Create(share));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mix(Vector128<float> first, Vector128<float> second, Vector128<float> share) =>
        (Vector128<float>.One - share) * first + share * second;
}

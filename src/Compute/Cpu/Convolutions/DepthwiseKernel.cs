using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>A cell of the kernel: where it reads, from the window's beginning, and where its weights lie. In floats.</summary>
internal struct DepthwiseTap
{
    public nint Offset;
    public nint Weight;
}

/// <summary>The arguments of <see cref="DepthwiseKernel"/>. Strides in floats.</summary>
internal unsafe struct DepthwiseJob
{
    public float* A;
    public nint AImage;
    public nint ARow;
    public nint Lda;
    public float* C;
    public nint CImage;
    public nint CRow;
    public nint Ldc;
    public float* X;
    public nint XImage;
    public nint XRow;
    public nint Ldx;
    public float* Weights;
    public DepthwiseTap* Taps;
    public int TapCount;

    /// <summary>3 or 5 where the taps are rows of so many neighbouring pixels, in the order in which they lie; else 0.</summary>
    public int TapsPerRow;
    public float* Bias;
    public float Floor;
    public int Channels;
    public int RowsPerImage;
    public int Pixels;
    public int Rows;
    public int Chunks;
    public delegate*<float*, nint, float*, nint, int, int, float, void> Pass;
    public float Slope;
}

/// <summary>
/// C[pixel, c] = max(floor, bias[c] + Σ_taps A[pixel + tap, c] · W[tap, c]), vectors along the channels, four pixels at a time; a chunk is a
/// number of pixel rows.
/// </summary>
internal static unsafe class DepthwiseKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (DepthwiseJob*)arguments;
        var last = (int)((long)(chunk + 1) * job->Rows / job->Chunks);
        for (var index = (int)((long)chunk * job->Rows / job->Chunks); index < last; index++)
        {
            var image = index / job->RowsPerImage;
            var row = index - (image * job->RowsPerImage);
            var a = job->A + (image * job->AImage) + (row * job->ARow);
            var c = job->C + (image * job->CImage) + (row * job->CRow);
            var pixel = 0;
            if (job->TapsPerRow == 5)
            {
                for (; pixel <= job->Pixels - 4; pixel += 4)
                    DepthwiseRows.Fives<TI, TV>(job, a + (pixel * job->Lda), c + (pixel * job->Ldc));
            }
            else if (job->TapsPerRow == 3)
            {
                for (; pixel <= job->Pixels - 4; pixel += 4)
                    DepthwiseRows.Threes<TI, TV>(job, a + (pixel * job->Lda), c + (pixel * job->Ldc));
            }
            else
            {
                for (; pixel <= job->Pixels - 4; pixel += 4)
                    FourPixels<TI, TV>(job, a + (pixel * job->Lda), c + (pixel * job->Ldc));
            }

            for (; pixel < job->Pixels; pixel++)
                OnePixel<TI, TV>(job, a + (pixel * job->Lda), c + (pixel * job->Ldc));
            if (job->Pass != null)
                job->Pass(c, job->Ldc, job->X + (image * job->XImage) + (row * job->XRow), job->Ldx, job->Pixels, job->Channels, job->Slope);
        }
    }

    // Lanes behind the last channel hold the next pixel's or nothing at all; they are cut off where the result is written.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourPixels<TI, TV>(DepthwiseJob* job, float* a, float* c)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lda = job->Lda;
        for (var channel = 0; channel < job->Channels; channel += TI.Width)
        {
            Fetch(job, a + channel);
            var sum0 = job->Bias == null ? TI.Zero : TI.Load(job->Bias + channel);
            TV sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var tap = job->Taps; tap < job->Taps + job->TapCount; tap++)
            {
                var weight = TI.Load(job->Weights + tap->Weight + channel);
                var cell = a + tap->Offset + channel;
                sum0 = TI.MultiplyAdd(TI.Load(cell), weight, sum0);
                sum1 = TI.MultiplyAdd(TI.Load(cell + lda), weight, sum1);
                sum2 = TI.MultiplyAdd(TI.Load(cell + (2 * lda)), weight, sum2);
                sum3 = TI.MultiplyAdd(TI.Load(cell + (3 * lda)), weight, sum3);
            }

            StoreFour<TI, TV>(job, c, channel, sum0, sum1, sum2, sum3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OnePixel<TI, TV>(DepthwiseJob* job, float* a, float* c)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var channel = 0; channel < job->Channels; channel += TI.Width)
        {
            var sum = job->Bias == null ? TI.Zero : TI.Load(job->Bias + channel);
            for (var tap = job->Taps; tap < job->Taps + job->TapCount; tap++)
                sum = TI.MultiplyAdd(TI.Load(a + tap->Offset + channel), TI.Load(job->Weights + tap->Weight + channel), sum);
            Store<TI, TV>(job, c + channel, sum, job->Channels - channel);
        }
    }

    /// <summary>Writes a vector of channels of four neighbouring pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreFour<TI, TV>(DepthwiseJob* job, float* c, int channel, TV sum0, TV sum1, TV sum2, TV sum3)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var left = job->Channels - channel;
        Store<TI, TV>(job, c + channel, sum0, left);
        Store<TI, TV>(job, c + job->Ldc + channel, sum1, left);
        Store<TI, TV>(job, c + (2 * job->Ldc) + channel, sum2, left);
        Store<TI, TV>(job, c + (3 * job->Ldc) + channel, sum3, left);
    }

    /// <summary>Fetches the row that the next row of pixels adds to those it shares with this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fetch(DepthwiseJob* job, float* a)
    {
        if (!Sse.IsSupported)
            return;
        var next = a + job->ARow + (job->TapCount > 0 ? job->Taps[job->TapCount - 1].Offset : 0);
        Sse.Prefetch0(next);
        Sse.Prefetch0(next + job->Lda);
        Sse.Prefetch0(next + (2 * job->Lda));
        Sse.Prefetch0(next + (3 * job->Lda));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TI, TV>(DepthwiseJob* job, float* destination, TV value, int left)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        value = TI.Max(TI.Broadcast(job->Floor), value);
        if (left >= TI.Width)
            TI.Store(destination, value);
        else
            TI.StorePartial(destination, value, left);
    }

    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}

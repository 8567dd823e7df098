using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>
/// Four pixels of <see cref="DepthwiseKernel"/> where taps are rows of neighbouring pixels: a pixel is read once for all results of the four that it serves,
/// and a row's weights stay in registers. One by one, five values are read for four products.
/// </summary>
internal static unsafe class DepthwiseRows
{
    /// <summary>Rows of three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Threes<TI, TV>(DepthwiseJob* job, float* a, float* c)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lda = job->Lda;
        for (var channel = 0; channel < job->Channels; channel += TI.Width)
        {
            DepthwiseKernel.Fetch(job, a + channel);
            var weights = job->Weights + channel;
            var sum0 = job->Bias == null ? TI.Zero : TI.Load(job->Bias + channel);
            TV sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var tap = job->Taps; tap < job->Taps + job->TapCount; tap += 3)
            {
                var cell = a + tap->Offset + channel;
                var w0 = TI.Load(weights + tap[0].Weight);
                var w1 = TI.Load(weights + tap[1].Weight);
                var w2 = TI.Load(weights + tap[2].Weight);
                var x = TI.Load(cell);
                sum0 = TI.MultiplyAdd(x, w0, sum0);
                x = TI.Load(cell + lda);
                (sum0, sum1) = (TI.MultiplyAdd(x, w1, sum0), TI.MultiplyAdd(x, w0, sum1));
                x = TI.Load(cell + (2 * lda));
                (sum0, sum1, sum2) = (TI.MultiplyAdd(x, w2, sum0), TI.MultiplyAdd(x, w1, sum1), TI.MultiplyAdd(x, w0, sum2));
                x = TI.Load(cell + (3 * lda));
                (sum1, sum2, sum3) = (TI.MultiplyAdd(x, w2, sum1), TI.MultiplyAdd(x, w1, sum2), TI.MultiplyAdd(x, w0, sum3));
                x = TI.Load(cell + (4 * lda));
                (sum2, sum3) = (TI.MultiplyAdd(x, w2, sum2), TI.MultiplyAdd(x, w1, sum3));
                x = TI.Load(cell + (5 * lda));
                sum3 = TI.MultiplyAdd(x, w2, sum3);
            }

            DepthwiseKernel.StoreFour<TI, TV>(job, c, channel, sum0, sum1, sum2, sum3);
        }
    }

    /// <summary>Rows of five.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fives<TI, TV>(DepthwiseJob* job, float* a, float* c)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lda = job->Lda;
        for (var channel = 0; channel < job->Channels; channel += TI.Width)
        {
            DepthwiseKernel.Fetch(job, a + channel);
            var weights = job->Weights + channel;
            var sum0 = job->Bias == null ? TI.Zero : TI.Load(job->Bias + channel);
            TV sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var tap = job->Taps; tap < job->Taps + job->TapCount; tap += 5)
            {
                var cell = a + tap->Offset + channel;
                var w0 = TI.Load(weights + tap[0].Weight);
                var w1 = TI.Load(weights + tap[1].Weight);
                var w2 = TI.Load(weights + tap[2].Weight);
                var w3 = TI.Load(weights + tap[3].Weight);
                var w4 = TI.Load(weights + tap[4].Weight);
                var x = TI.Load(cell);
                sum0 = TI.MultiplyAdd(x, w0, sum0);
                x = TI.Load(cell + lda);
                (sum0, sum1) = (TI.MultiplyAdd(x, w1, sum0), TI.MultiplyAdd(x, w0, sum1));
                x = TI.Load(cell + (2 * lda));
                (sum0, sum1, sum2) = (TI.MultiplyAdd(x, w2, sum0), TI.MultiplyAdd(x, w1, sum1), TI.MultiplyAdd(x, w0, sum2));
                x = TI.Load(cell + (3 * lda));
                (sum0, sum1, sum2, sum3) = (TI.MultiplyAdd(x, w3, sum0), TI.MultiplyAdd(x, w2, sum1), TI.MultiplyAdd(x, w1, sum2), TI.MultiplyAdd(x, w0, sum3));
                x = TI.Load(cell + (4 * lda));
                (sum0, sum1, sum2, sum3) = (TI.MultiplyAdd(x, w4, sum0), TI.MultiplyAdd(x, w3, sum1), TI.MultiplyAdd(x, w2, sum2), TI.MultiplyAdd(x, w1, sum3));
                x = TI.Load(cell + (5 * lda));
                (sum1, sum2, sum3) = (TI.MultiplyAdd(x, w4, sum1), TI.MultiplyAdd(x, w3, sum2), TI.MultiplyAdd(x, w2, sum3));
                x = TI.Load(cell + (6 * lda));
                (sum2, sum3) = (TI.MultiplyAdd(x, w4, sum2), TI.MultiplyAdd(x, w3, sum3));
                x = TI.Load(cell + (7 * lda));
                sum3 = TI.MultiplyAdd(x, w4, sum3);
            }

            DepthwiseKernel.StoreFour<TI, TV>(job, c, channel, sum0, sum1, sum2, sum3);
        }
    }
}

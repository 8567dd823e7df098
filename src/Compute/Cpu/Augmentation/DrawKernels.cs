using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Augmentation;

internal unsafe struct DrawArguments
{
    public StepState* State;
    public RowOperand X;
    public RowOperand Y;
    public int* Ids;
    public int* Lengths;
    public int* NewIds;
    public uint Stream;
    public int Rows;
    public int Height;
    public int RowElements;
    public int Channels;
    public int Unknown;
    public int CutHeight;
    public int CutWidth;
    public double Factor;
}

/// <summary>Changes drawn for each row of the batch; a chunk is one row.</summary>
internal static unsafe class DrawKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cutout(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var draw = Geometry.Draw(args->State->Seed, args->Stream, args->State->Step, row);
        var width = args->RowElements / args->Channels;
        var top = (int)(draw.Word0 / 4294967296.0 * args->Height) - args->CutHeight / 2;
        var left = (int)(draw.Word1 / 4294967296.0 * width) - args->CutWidth / 2;
        var (from, to) = (Math.Max(left, 0) * args->Channels, Math.Min(left + args->CutWidth, width) * args->Channels);
        for (var i = 0; i < args->Height; i++)
        {
            float* x = Row(args->X, row, i), y = Row(args->Y, row, i);
            var isCut = i >= top && i < top + args->CutHeight;
            for (var e = 0; e < args->RowElements; e++) y[e] = isCut && e >= from && e < to ? 0 : x[e];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Noise(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var key = Philox.Key(args->State->Seed, args->Stream);
        var (low, high) = ((uint)args->State->Step, (uint)(args->State->Step >> 32));
        var (cosine, sine) = (0.0, 0.0);
        var element = 0;
        for (var i = 0; i < args->Height; i++)
        {
            float* x = Row(args->X, row, i), y = Row(args->Y, row, i);
            for (var e = 0; e < args->RowElements; e++, element++)
            {
                if (element % 2 == 0) (cosine, sine) = NormalPair.Of(Philox.Block((uint)element / 2, (uint)row, low, high, key));
                y[e] = (float)(x[e] + args->Factor * (element % 2 == 0 ? cosine : sine));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Amplitude(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var key = Philox.Key(args->State->Seed, args->Stream);
        for (var c = 0; c < args->Channels; c++)
        {
            var draw = Philox.Block((uint)c, (uint)row, (uint)args->State->Step, (uint)(args->State->Step >> 32), key);
            var factor = (float)(1 + args->Factor * NormalPair.Of(draw).Cosine);
            for (var i = 0; i < args->Height; i++)
            {
                float* x = Row(args->X, row, i), y = Row(args->Y, row, i);
                for (var e = c; e < args->RowElements; e += args->Channels) y[e] = x[e] * factor;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tokens(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var key = Philox.Key(args->State->Seed, args->Stream);
        int* x = args->Ids + (long)row * args->RowElements, y = args->NewIds + (long)row * args->RowElements;
        var length = args->Lengths == null ? args->RowElements : args->Lengths[row];
        for (var t = 0; t < args->RowElements; t++)
        {
            var word = Philox.Block((uint)t / 4, (uint)row, (uint)args->State->Step, (uint)(args->State->Step >> 32), key)[t % 4];
            y[t] = t < length && word / 4294967296.0 < args->Factor ? args->Unknown : x[t];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mixup(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var (share, partner) = Mix(args, row);
        for (var i = 0; i < args->Height; i++)
        {
            float* x = Row(args->X, row, i), other = Row(args->X, partner, i), y = Row(args->Y, row, i);
            for (var e = 0; e < args->RowElements; e++) y[e] = share * x[e] + (1 - share) * other[e];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MixupLabels(void* arguments, int row)
    {
        var args = (DrawArguments*)arguments;
        var (share, partner) = Mix(args, row);
        var y = Row(args->Y, row, 0);
        for (var c = 0; c < args->RowElements; c++) y[c] = (args->Ids[row] == c ? share : 0) + (args->Ids[partner] == c ? 1 - share : 0);
    }

    private static (float Share, int Partner) Mix(DrawArguments* args, int row)
    {
        var distance = MixupDraw.Distance(args->State->Seed, args->Stream, args->State->Step, args->Rows);
        var share = (float)MixupDraw.Share(args->Factor, args->State->Seed, args->Stream, args->State->Step, row);
        return (share, (row + distance) % args->Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Row(RowOperand operand, int image, int row) => operand.Start + image * operand.ImageStride + row * operand.RowStride;
}

using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Gather;

/// <summary>How features become floats.</summary>
internal unsafe interface IFeatures
{
    /// <summary>Scales <paramref name="count"/> features from number <paramref name="first"/> of a dataset's element on.</summary>
    /// <param name="batch">Features and factors.</param>
    /// <param name="element">Where the dataset's row begins.</param>
    /// <param name="first">First feature within the row.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="count">How many.</param>
    static abstract void Convert<TI, TV>(BatchSource* batch, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>Copies a batch's rows into the input, inside its halo, and their targets; a chunk is a number of images.</summary>
internal static unsafe class GatherKernel
{
    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, IFeatures
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, IFeatures
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (GatherArguments*)arguments;
        var end = Math.Min(args->Images, (chunk + 1) * args->ImagesPerChunk);
        for (var image = chunk * args->ImagesPerChunk; image < end; image++)
        {
            long source = args->Batch->Rows[image];
            var element = source * args->Height * args->RowElements;
            for (var y = 0; y < args->Height; y++)
            {
                var destination = args->Input.Start + image * args->Input.ImageStride + y * args->Input.RowStride;
                TF.Convert<TI, TV>(args->Batch, element, y * args->RowElements, destination, args->RowElements);
            }

            var targets = (int*)args->Batch->Targets + source * args->TargetsPerRow;
            for (var i = 0; i < args->TargetsPerRow; i++)
                args->Target[(long)image * args->TargetsPerRow + i] = targets[i];
        }
    }
}

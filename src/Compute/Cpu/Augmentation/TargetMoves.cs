using System.Runtime.CompilerServices;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Compute.Cpu.Augmentation;

internal unsafe struct LabelArguments
{
    public MoveArguments Move;
    public int* X;
    public int* Y;
}

internal unsafe struct BoxArguments
{
    public MoveArguments Move;
    public float* X;
    public float* Y;
    public int Boxes;
}

/// <summary>Moves masks and boxes along with their images; a chunk is one image.</summary>
internal static unsafe class TargetMoves
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Labels(void* arguments, int image)
    {
        var args = (LabelArguments*)arguments;
        var (height, width, map) = (args->Move.Height, args->Move.Width, args->Move.MapOf(image));
        int* x = args->X + (long)image * height * width, y = args->Y + (long)image * height * width;
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < width; j++)
            {
                var row = (int)Math.Floor(map.YY * i + map.YX * j + map.Y + 0.5);
                var column = (int)Math.Floor(map.XY * i + map.XX * j + map.X + 0.5);
                y[i * width + j] = (uint)row < (uint)height && (uint)column < (uint)width ? x[row * width + column] : -1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Boxes(void* arguments, int image)
    {
        var args = (BoxArguments*)arguments;
        var map = args->Move.MapOf(image);
        for (var b = 0; b < args->Boxes; b++)
        {
            var at = ((long)image * args->Boxes + b) * 5;
            BoxMove.Apply(map, args->Move.Height, args->Move.Width, new ReadOnlySpan<float>(args->X + at, 5), new Span<float>(args->Y + at, 5));
        }
    }
}

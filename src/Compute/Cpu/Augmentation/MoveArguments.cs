using TrainingService.Compute.Backends;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Compute.Cpu.Augmentation;

/// <summary>A <see cref="Geometry"/> as kernels read it.</summary>
internal unsafe struct MoveArguments
{
    public StepState* State;
    public uint Stream;
    public int Height;
    public int Width;
    public bool IsWhole;
    private Kind kind;
    private double first;
    private double second;

    private enum Kind
    {
        Flip,
        Shift,
        Rotate,
        Scale,
    }

    /// <summary>The arguments of a geometry on pictures of a size.</summary>
    public static MoveArguments Of(Geometry geometry, uint stream, int height, int width, IKernelContext context)
    {
        var (kind, first, second) = geometry switch
        {
            FlipGeometry flip => (Kind.Flip, flip.Horizontal, flip.Vertical),
            ShiftGeometry shift => (Kind.Shift, shift.Vertical, shift.Horizontal),
            RotateGeometry rotate => (Kind.Rotate, rotate.Degrees, 0.0),
            ScaleGeometry scale => (Kind.Scale, scale.Low, scale.High),
            _ => throw new NotSupportedException($"No kernel for {geometry.GetType().Name}."),
        };
        return new MoveArguments
        {
            State = context.State, Stream = stream, Height = height, Width = width, IsWhole = geometry.IsWhole, kind = kind, first = first, second = second,
        };
    }

    /// <summary>The map of one row of the batch: as <see cref="Geometry.MapOf"/>, without an object.</summary>
    public readonly AffineMap MapOf(int row)
    {
        var draw = Geometry.Draw(State->Seed, Stream, State->Step, row);
        var (u0, u1) = (draw.Word0 / 4294967296.0, draw.Word1 / 4294967296.0);
        switch (kind)
        {
            case Kind.Flip:
                var (across, down) = (u0 < first, u1 < second);
                return new AffineMap(down ? -1 : 1, 0, down ? Height - 1 : 0, 0, across ? -1 : 1, across ? Width - 1 : 0);
            case Kind.Shift:
                return new AffineMap(1, 0, Math.Floor(u0 * (2 * first + 1)) - first, 0, 1, Math.Floor(u1 * (2 * second + 1)) - second);
            case Kind.Rotate:
                return AffineMap.About((2 * u0 - 1) * first * Math.PI / 180, 1, Height, Width);
            default:
                return AffineMap.About(0, first + (second - first) * u0, Height, Width);
        }
    }
}

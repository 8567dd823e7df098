using System.Text.Json.Serialization;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>What a number becomes, with everything learned. Computed in double precision.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FittedImpute), "impute")]
[JsonDerivedType(typeof(FittedAffine), "affine")]
[JsonDerivedType(typeof(FittedLog), "log")]
public abstract record FittedNumberStep
{
    /// <summary>The prepared number; NaN is missing.</summary>
    public abstract double Forward(double x);

    /// <summary>Each of many numbers in place.</summary>
    public abstract void Forward(Span<double> values);

    /// <summary>The number that would have been prepared to this one.</summary>
    public abstract double Inverse(double y);
}

/// <summary>A missing number becomes a value.</summary>
/// <param name="Value">The value.</param>
public sealed record FittedImpute(double Value) : FittedNumberStep
{
    /// <inheritdoc/>
    public override double Forward(double x) => double.IsNaN(x) ? Value : x;

    /// <inheritdoc/>
    public override void Forward(Span<double> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = Forward(values[i]);
    }

    /// <inheritdoc/>
    public override double Inverse(double y) => y;
}

/// <summary>(x - shift) · scale + low, which standardizes and min-maxes; a scale of 0 is a column that was constant.</summary>
/// <param name="Shift">Mean or least number.</param>
/// <param name="Scale">1 / deviation, or the new range over the old.</param>
/// <param name="Low">Added in the end.</param>
public sealed record FittedAffine(double Shift, double Scale, double Low) : FittedNumberStep
{
    /// <inheritdoc/>
    public override double Forward(double x) => (x - Shift) * Scale + Low;

    /// <inheritdoc/>
    public override void Forward(Span<double> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = Forward(values[i]);
    }

    /// <inheritdoc/>
    public override double Inverse(double y) => Scale == 0 ? Shift : (y - Low) / Scale + Shift;
}

/// <summary>log(1 + x), or sign(x) · log(1 + |x|).</summary>
/// <param name="Signed">Which.</param>
public sealed record FittedLog(bool Signed) : FittedNumberStep
{
    // The plain form needs x > -1. What lies below was not among the rows trained on and becomes the least double's logarithm, not NaN.
    private const double Least = -0.9999999999999999;

    /// <inheritdoc/>
    public override double Forward(double x) => double.IsNaN(x) ? x : Signed ? Math.CopySign(Log1P(Math.Abs(x)), x) : Log1P(Math.Max(x, Least));

    /// <inheritdoc/>
    public override void Forward(Span<double> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = Forward(values[i]);
    }

    /// <inheritdoc/>
    public override double Inverse(double y) => Signed ? Math.CopySign(ExpM1(Math.Abs(y)), y) : ExpM1(y);

    /// <summary>log(1 + x) without losing small x (Kahan): the rounding of 1 + x is divided out.</summary>
    internal static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 || double.IsInfinity(u) ? (double.IsInfinity(u) ? u : x) : Math.Log(u) * x / (u - 1);
    }

    private static double ExpM1(double y)
    {
        var u = Math.Exp(y);
        if (u == 1) return y;
        if (u - 1 == -1) return -1;
        return double.IsInfinity(u) ? u : (u - 1) * y / Math.Log(u);
    }
}

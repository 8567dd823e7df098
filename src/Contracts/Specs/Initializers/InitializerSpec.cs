using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Initializers;

/// <summary>How a parameter starts; `type` names which. A bare string is the type with its defaults. fan_in and fan_out count kernel cells times channels.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(XavierUniformInitializer), "xavier_uniform")]
[JsonDerivedType(typeof(XavierNormalInitializer), "xavier_normal")]
[JsonDerivedType(typeof(HeUniformInitializer), "he_uniform")]
[JsonDerivedType(typeof(HeNormalInitializer), "he_normal")]
[JsonDerivedType(typeof(LecunUniformInitializer), "lecun_uniform")]
[JsonDerivedType(typeof(LecunNormalInitializer), "lecun_normal")]
[JsonDerivedType(typeof(OrthogonalInitializer), "orthogonal")]
[JsonDerivedType(typeof(NormalInitializer), "normal")]
[JsonDerivedType(typeof(TruncatedNormalInitializer), "truncated_normal")]
[JsonDerivedType(typeof(UniformInitializer), "uniform")]
[JsonDerivedType(typeof(ZerosInitializer), "zeros")]
[JsonDerivedType(typeof(OnesInitializer), "ones")]
[JsonDerivedType(typeof(ConstantInitializer), "constant")]
public abstract record InitializerSpec;

/// <summary>Uniform in ±√(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
public sealed record XavierUniformInitializer : InitializerSpec;

/// <summary>Normal with variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010).</summary>
public sealed record XavierNormalInitializer : InitializerSpec;

/// <summary>Uniform in ±√(6 / fan_in) (He et al. 2015).</summary>
public sealed record HeUniformInitializer : InitializerSpec;

/// <summary>Normal with variance 2 / fan_in (He et al. 2015).</summary>
public sealed record HeNormalInitializer : InitializerSpec;

/// <summary>All zeros.</summary>
public sealed record ZerosInitializer : InitializerSpec;

/// <summary>All ones.</summary>
public sealed record OnesInitializer : InitializerSpec;

/// <summary>All one value.</summary>
public sealed record ConstantInitializer : InitializerSpec
{
    /// <summary>The value. Default 0.</summary>
    [Range(-1e30, 1e30)]
    [DefaultValue(0.0)]
    public double Value { get; init; }
}

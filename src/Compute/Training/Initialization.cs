using TrainingService.Compute.Networks;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Training;

/// <summary>Initial values of parameters: element i of parameter k depends on seed, k and i only.</summary>
internal static class Initialization
{
    /// <summary>Fills one parameter.</summary>
    public static void Fill(Span<float> destination, ParameterInfo parameter, ulong seed)
    {
        var stream = RandomStreams.Initialization(parameter.Number);
        double fanIn = parameter.FanIn, fanOut = parameter.FanOut;
        switch (parameter.Initializer)
        {
            case XavierUniformInitializer: Uniform(destination, Math.Sqrt(6 / (fanIn + fanOut)), seed, stream); break;
            case XavierNormalInitializer: RandomFill.Normal(destination, 0, Math.Sqrt(2 / (fanIn + fanOut)), seed, stream); break;
            case HeUniformInitializer: Uniform(destination, Math.Sqrt(6 / fanIn), seed, stream); break;
            case HeNormalInitializer: RandomFill.Normal(destination, 0, Math.Sqrt(2 / fanIn), seed, stream); break;
            case LecunUniformInitializer: Uniform(destination, Math.Sqrt(3 / fanIn), seed, stream); break;
            case LecunNormalInitializer: RandomFill.Normal(destination, 0, Math.Sqrt(1 / fanIn), seed, stream); break;
            case NormalInitializer normal: RandomFill.Normal(destination, normal.Mean, normal.Std, seed, stream); break;
            case TruncatedNormalInitializer normal: RandomFill.TruncatedNormal(destination, normal.Mean, normal.Std, seed, stream); break;
            case UniformInitializer uniform: RandomFill.Uniform(destination, uniform.Low, uniform.High, seed, stream); break;
            case OrthogonalInitializer orthogonal: OrthogonalMatrix.Fill(destination, parameter.Shape[^1], orthogonal.Gain, seed, stream); break;
            case ForgetGateInitializer forget:
                Fill(destination, parameter with { Initializer = forget.Others }, seed);
                destination.Slice(destination.Length / 4, destination.Length / 4).Fill((float)forget.Bias);
                break;
            case ZerosInitializer: destination.Clear(); break;
            case OnesInitializer: destination.Fill(1); break;
            case ConstantInitializer constant: destination.Fill((float)constant.Value); break;
            default: throw new ArgumentOutOfRangeException(nameof(parameter), parameter.Initializer.GetType().Name, "No rule for this initializer.");
        }
    }

    private static void Uniform(Span<float> destination, double bound, ulong seed, uint stream) =>
        RandomFill.Uniform(destination, -bound, bound, seed, stream);
}

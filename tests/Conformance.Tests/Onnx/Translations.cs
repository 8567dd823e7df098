using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>From ONNX's operators to our operations. What cannot be said in them throws <see cref="NotOursException"/> with the reason.</summary>
internal static partial class Translations
{
    private static readonly Dictionary<string, Func<OnnxTest, ICase>> Known = new()
    {
        ["Relu"] = Relu,
        ["LeakyRelu"] = LeakyRelu,
        ["Sigmoid"] = Sigmoid,
        ["Tanh"] = Tanh,
        ["Elu"] = test => Activation(test, new(ActivationKind.Elu, (float)test.Number("alpha", 1))),
        ["Gelu"] = test => Activation(test, new(test.Text("approximate", "none") == "tanh" ? ActivationKind.GeluTanh : ActivationKind.Gelu)),
        ["Softplus"] = test => Activation(test, new(ActivationKind.Softplus)),
        ["Softmax"] = test => Softmax(test, log: false),
        ["LogSoftmax"] = test => Softmax(test, log: true),
        ["Gemm"] = Gemm,
        ["Flatten"] = Flatten,
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
        ["Resize"] = Resize,
        ["MaxUnpool"] = MaxUnpool,
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalAveragePool"] = GlobalAveragePool,
        ["BatchNormalization"] = BatchNormalization,
        ["LayerNormalization"] = LayerNormalization,
        ["RNN"] = Rnn,
        ["LSTM"] = Lstm,
        ["GRU"] = Gru,
        ["Attention"] = Attention,
        ["Gather"] = Gather,
        ["GatherElements"] = _ => throw new NotOursException("There is no gathering of single elements."),
        ["GlobalMaxPool"] = GlobalMaxPool,
        ["SoftmaxCrossEntropyLoss"] = SoftmaxCrossEntropy,
        ["NegativeLogLikelihoodLoss"] = NegativeLogLikelihood,
        ["Adam"] = Adam,
        ["Adagrad"] = Adagrad,
        ["Momentum"] = Momentum,
    };

    /// <summary>The test as a case for us.</summary>
    public static ICase Of(OnnxTest test) =>
        Known.TryGetValue(test.Op, out var translate) ? translate(test) : throw new NotOursException($"There is no {test.Op} yet.");

    /// <summary>Why a test is left out; null when it is not.</summary>
    public static string? ReasonToLeaveOut(OnnxTest test)
    {
        try
        {
            Of(test);
            return null;
        }
        catch (NotOursException reason)
        {
            return reason.Message;
        }
    }
}

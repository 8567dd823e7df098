using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>Small networks of sequence layers, and data they fit.</summary>
internal static class SequenceNetworks
{
    private const int Rows = 7;

    /// <summary>Rows of numbers of different lengths, each with a class.</summary>
    private static readonly DataSchema SeriesSchema = new(
        [new FieldSchema("series", FieldKind.Floats, [6, 3]) { HasLengths = true }], [new FieldSchema("kind", FieldKind.Labels, []) { Classes = 3 }]);

    /// <summary>Token sequences, the sequence so far, and a label for each of its positions.</summary>
    private static readonly DataSchema TextSchema = new(
        [
            new FieldSchema("source", FieldKind.Tokens, [5]) { Classes = 7, HasLengths = true },
            new FieldSchema("so_far", FieldKind.Tokens, [4]) { Classes = 7 },
        ],
        [new FieldSchema("next", FieldKind.Labels, [4]) { Classes = 7 }]);

    public static IReadOnlyList<string> Names => ["rnn", "lstm", "gru", "attention", "causal", "encoder", "translation", "both ways", "transformer"];

    public static DataSchema SchemaOf(string name) => name is "translation" or "both ways" or "transformer" ? TextSchema : SeriesSchema;

    public static LayerSpec[] LayersOf(string name) => name switch
    {
        "rnn" =>
        [
            new RnnLayer { Units = 5, Layers = 2, Direction = RecurrentDirection.Both, Merge = DirectionMerge.Sum, ReturnSequences = true, RecurrentBias = true },
            new GruLayer { Units = 4, ResetAfter = false },
            new DenseLayer { Units = 3 },
        ],
        "lstm" => [new LstmLayer { Units = 5, Layers = 2, Direction = RecurrentDirection.Both }, new DenseLayer { Units = 3 }],
        "gru" => [new GruLayer { Units = 18, Layers = 2, Direction = RecurrentDirection.Reverse }, new DenseLayer { Units = 3 }],
        "attention" =>
        [
            new DenseLayer { Units = 6, PerPosition = true, Activation = Activation.Tanh },
            new PositionalEncodingLayer { Encoding = PositionalEncoding.Learned },
            new MultiHeadAttentionLayer { Heads = 2 },
            new RnnLayer { Units = 4, UseBias = false },
            new DenseLayer { Units = 3 },
        ],
        "causal" =>
        [
            new DenseLayer { Units = 6, PerPosition = true },
            new PositionalEncodingLayer(),
            new MultiHeadAttentionLayer { Heads = 3, Units = 9, Causal = true, UseBias = false },
            new LstmLayer { Units = 3, Direction = RecurrentDirection.Reverse, RecurrentBias = true },
            new DenseLayer { Units = 3 },
        ],
        "encoder" =>
        [
            new DenseLayer { Units = 6, PerPosition = true },
            new TransformerEncoderLayer { Heads = 2, Layers = 2, FeedForwardUnits = 9, Activation = Activation.Tanh, NormFirst = true },
            new RnnLayer { Units = 4 },
            new DenseLayer { Units = 3 },
        ],
        "transformer" => Transformer(units: 6, heads: 3, Activation.Sigmoid),
        "translation" => Translation(units: 6, layers: 2),
        _ =>
        [
            new EmbeddingLayer { Inputs = ["source"], VocabularySize = 7, Units = 4 },
            new LstmLayer { Id = "encoder", Units = 3, Direction = RecurrentDirection.Both },
            new EmbeddingLayer { Id = "words", Inputs = ["so_far"], VocabularySize = 7, Units = 5, PaddingId = 2 },
            new LstmLayer { Inputs = ["words", "encoder.state", "encoder.cell"], Units = 6, ReturnSequences = true, Id = "decoder" },
            new DenseLayer { Units = 7, PerPosition = true, Id = "out" },
            new DenseLayer { Units = 7, Inputs = ["out"], PerPosition = true },
        ],
    };

    /// <summary>An encoder and a decoder that looks at all of the encoder's steps.</summary>
    public static LayerSpec[] Translation(int units, int layers) =>
    [
        new EmbeddingLayer { Inputs = ["source"], VocabularySize = 7, Units = units },
        new GruLayer { Id = "encoder", Units = units, Layers = layers, ReturnSequences = true },
        new EmbeddingLayer { Id = "words", Inputs = ["so_far"], VocabularySize = 7, Units = units },
        new GruLayer { Id = "decoder", Inputs = ["words", "encoder.state"], Units = units, Layers = layers, ReturnSequences = true },
        new MultiHeadAttentionLayer { Id = "context", Inputs = ["decoder", "encoder"], Heads = 2 },
        new AddLayer { Inputs = ["decoder", "context"] },
        new DenseLayer { Units = 7, PerPosition = true },
    ];

    /// <summary>Attention only.</summary>
    public static LayerSpec[] Transformer(int units, int heads, Activation activation) =>
    [
        new EmbeddingLayer { Inputs = ["source"], VocabularySize = 7, Units = units },
        new PositionalEncodingLayer { Encoding = PositionalEncoding.Learned },
        new TransformerEncoderLayer { Id = "encoder", Heads = heads, FeedForwardUnits = 2 * units, Activation = activation },
        new EmbeddingLayer { Inputs = ["so_far"], VocabularySize = 7, Units = units },
        new PositionalEncodingLayer { Id = "words" },
        new TransformerDecoderLayer { Inputs = ["words", "encoder"], Heads = heads, FeedForwardUnits = 2 * units, Activation = activation },
        new DenseLayer { Units = 7, PerPosition = true },
    ];

    public static Dataset DataOf(string name)
    {
        var schema = SchemaOf(name);
        var part = new DataPart(Rows, [.. schema.Fields.Select((field, i) => Field(field, (uint)i))]);
        return new Dataset(new DataDescription("made up", new string('a', 64), schema, Rows, Rows, null), part, part)
        {
            Prepared = new PreparedRows(null, null, null, [.. schema.Fields.Select(_ => (FieldScaling?)null)]),
        };
    }

    private static FieldData Field(FieldSchema field, uint stream)
    {
        var numbers = new float[Rows * field.Count];
        RandomFill.Uniform(numbers, -1.5, 1.5, 3, stream);
        int[]? lengths = field.HasLengths ? [.. Enumerable.Range(0, Rows).Select(row => row * 3 % (field.Shape[0] + 1))] : null;
        if (!field.IsInteger) return new ArrayField<float>(numbers, lengths);
        return new ArrayField<int>(numbers.Select(number => (int)Math.Clamp((number + 1.5) / 3 * field.Classes, 0, field.Classes - 1)).ToArray(), lengths);
    }
}

using System.Text;
using TrainingService.Contracts.Reading;

namespace TrainingService.Contracts.Tests.Reading;

public sealed class SpecExamplesTests
{
    public static TheoryData<string> Names => new(Specs.ExampleNames);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_reads_without_error(string name)
    {
        var reading = SpecReader.Read(Specs.Example(name));
        Assert.Empty(reading.Errors);
        Assert.Equal(Path.GetFileNameWithoutExtension(name), reading.Spec!.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_reads_back_as_the_same_spec(string name)
    {
        var first = SpecWriter.Write(SpecReader.Read(Specs.Example(name)).Spec!);
        var again = SpecReader.Read(Encoding.UTF8.GetBytes(first));
        Assert.Empty(again.Errors);
        Assert.Equal(first, SpecWriter.Write(again.Spec!));
    }

    [Fact]
    public void Defaults_are_spelled_out_and_the_hash_follows_the_meaning_not_the_spelling()
    {
        var shorter = Specs.Read(Specs.With()).Spec!;
        var longer = Specs.Read(Specs.With(loss: """{ "type" : "cross_entropy" }""", more: "\"training\":{\"batch_size\":32.0,\"epochs\":1e1},\"optimizer\":\"adam\"")).Spec!;
        var other = Specs.Read(Specs.With(more: "\"seed\":1")).Spec!;
        Assert.Contains("\"learning_rate\":0.001", SpecWriter.Write(shorter), StringComparison.Ordinal);
        Assert.Equal(SpecWriter.Sha256(shorter), SpecWriter.Sha256(longer));
        Assert.NotEqual(SpecWriter.Sha256(shorter), SpecWriter.Sha256(other));
        Assert.Matches("^[0-9a-f]{64}$", SpecWriter.Sha256(shorter));
    }

    [Fact]
    public void Two_thousand_damaged_specs_are_all_read_to_an_end()
    {
        string[] tokens = ["{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "NaN", "\\ud800", "\"type\"", "0.5", "\u0000", "é", "{\"type\":\"dense\"}", "true"];
        var random = new Random(20261123);
        var examples = Specs.ExampleNames.Select(Specs.Example).ToArray();
        for (var round = 0; round < 2_000; round++)
        {
            var text = examples[round % examples.Length].ToList();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text[at] = (byte)random.Next(256); break;
                    case 1: text.RemoveRange(at, Math.Min(random.Next(1, 30), text.Count - at - 1)); break;
                    case 2: text.InsertRange(at, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)])); break;
                    default: text.InsertRange(at, text.GetRange(random.Next(at + 1), 1)); break;
                }
            }

            var reading = SpecReader.Read(text.ToArray());
            Assert.Equal(reading.IsJson && reading.Errors.Count == 0, reading.IsValid);
            Assert.True(reading.IsValid || reading.Errors.Count > 0);
            Assert.All(reading.Errors, error => Assert.StartsWith("#", error.Pointer, StringComparison.Ordinal));
        }
    }
}

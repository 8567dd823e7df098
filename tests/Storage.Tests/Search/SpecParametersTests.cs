using System.Text.Json;
using TrainingService.Storage.Search;

namespace TrainingService.Storage.Tests.Search;

public sealed class SpecParametersTests
{
    [Fact]
    public void A_spec_is_flat_with_lists_of_plain_values_whole_and_null_left_out()
    {
        using var spec = JsonDocument.Parse("""
            {"name":"x","tags":["t"],"model":{"layers":[{"type":"conv2d","kernel_size":[3,3]},{"type":"dense","units":10,"id":null}]},"seed":0,"nested":[[1,2],[3]]}
            """);
        Assert.Equal(
            ["model.layers.0.type=conv2d", "model.layers.0.kernel_size=[3,3]", "model.layers.1.type=dense", "model.layers.1.units=10", "seed=0", "nested.0=[1,2]", "nested.1=[3]"],
            SpecParameters.Flatten(spec.RootElement).Select(p => $"{p.Key}={p.Value}"));
    }

    [Fact]
    public void Values_in_lists_are_there_by_star_too_each_once()
    {
        var rows = SpecParameters.Rows(
            Guid.Empty, """{"layers":[{"units":8,"use_bias":true},{"units":8},{"units":"x"}],"features":["age","fare"],"rate":1e-3}""");
        Assert.Equal(
            [
                ("features", 0, null, """["age","fare"]"""), ("features.*", 0, null, "age"), ("features.*", 1, null, "fare"),
                ("layers.*.units", 0, 8, "8"), ("layers.*.units", 1, null, "x"), ("layers.*.use_bias", 0, null, "true"),
                ("layers.0.units", 0, 8, "8"), ("layers.0.use_bias", 0, null, "true"), ("layers.1.units", 0, 8, "8"), ("layers.2.units", 0, null, "x"),
                ("rate", 0, 0.001, "1e-3"),
            ],
            rows.Select(r => (r.Name, r.Position, r.Number, r.Text)).OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Position));
    }

    [Fact]
    public void Long_values_are_cut_and_a_huge_spec_is_bounded()
    {
        var rows = SpecParameters.Rows(Guid.Empty, $$"""{"a":"{{new string('x', 500)}}","b":[{{string.Join(',', Enumerable.Range(0, 5000))}}]}""");
        Assert.Equal(SpecParameters.MaxText, rows.Single(r => r.Name == "a").Text.Length);
        Assert.Equal(SpecParameters.MaxCount, rows.Count);
    }
}

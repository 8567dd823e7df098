using System.Text.Json;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Planning;

/// <summary>The memory that `validate` states beside what a run takes outside the managed heap, tables of kernels included: the benchmark's networks and an example.</summary>
public sealed class MemoryEstimateTests
{
    private const int Rows = 1003;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "workloads");

    public static TheoryData<string, InstructionSet> Networks
    {
        get
        {
            var data = new TheoryData<string, InstructionSet>();
            foreach (var file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            {
                foreach (var set in InstructionSets.Supported) data.Add(Path.GetFileNameWithoutExtension(file), set);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_is_stated_is_what_is_taken_to_the_byte(string name, InstructionSet instructions)
    {
        var spec = SpecReader.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".json"))).Spec!;
        var schema = JsonSerializer.Deserialize<DataSchema>(File.ReadAllBytes(Path.Combine(Folder, "data", spec.Dataset.Name + ".json")), ContractsJson.Options)!;
        foreach (var batch in new[] { 1, 5, spec.Training.BatchSize.Rows!.Value })
        {
            var errors = new List<SpecError>();
            var sized = spec with { Training = spec.Training with { BatchSize = new BatchSize(batch) } };
            var description = new DataDescription(spec.Dataset.Name, new string('0', 64), schema, Rows, 0, null);
            var plan = RunPlan.Compile(sized, description, errors, instructions);
            Assert.Empty(errors);
            using var engine = new Engine(plan!, [.. schema.Fields.Select(_ => (FieldScaling?)null)], threads: 1);

            Assert.Equal(plan!.Describe().Memory.Total, engine.AllocatedBytes);
        }
    }
}

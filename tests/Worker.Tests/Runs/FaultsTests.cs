using TrainingService.Worker.Runs;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Runs;

public sealed class FaultsTests
{
    [Theory]
    [InlineData("08006")]
    [InlineData("57P01")]
    [InlineData("53300")]
    [InlineData(null)]
    public void A_database_that_is_away_is_the_machinerys_fault(string? sqlState) =>
        Assert.True(Faults.IsInfrastructure(new InvalidOperationException("wrapped", new FakeDatabaseException(sqlState))));

    [Theory]
    [InlineData("23505")]
    [InlineData("42703")]
    [InlineData("22003")]
    public void A_statement_that_fails_the_same_way_each_time_is_not(string sqlState) =>
        Assert.False(Faults.IsInfrastructure(new FakeDatabaseException(sqlState)));

    [Fact]
    public void Damaged_data_is_not_though_it_comes_from_a_file() => Assert.False(Faults.IsInfrastructure(new InvalidDataException("damaged")));

    [Fact]
    public void Too_little_memory_is_told_from_other_errors_even_when_wrapped()
    {
        Assert.Equal("out_of_memory", Faults.ToFailure(new AggregateException(new InsufficientMemoryException())).Code);
        Assert.Equal("internal_error", Faults.ToFailure(new InvalidCastException()).Code);
    }
}

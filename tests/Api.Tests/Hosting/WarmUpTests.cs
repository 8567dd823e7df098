using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrainingService.Api.Examples;
using TrainingService.Api.Hosting;

namespace TrainingService.Api.Tests.Hosting;

[Collection(ApiGroup.Name)]
public sealed class WarmUpTests(ApiFixture api)
{
    [Fact]
    public async Task After_the_start_all_example_specs_are_checked_and_found_right()
    {
        var warmUp = api.Services.GetServices<IHostedService>().OfType<WarmUp>().Single();
        await warmUp.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(api.Services.GetRequiredService<ExampleFiles>().Examples.Count, warmUp.Checked);
        Assert.NotEqual(0, warmUp.Checked);
    }
}

using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using WeatherKd.TestSupport;

namespace WeatherKd.Functions.Tests;

/// <summary>The app's timers, and what they cost where nothing else happens.</summary>
public sealed class TimerTests(ITestOutputHelper output)
{
    // learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing: at least 1,000 ms an execution; list prices of a large
    // region as infra/SCALING.md assumes them.
    private const double SecondsAtLeast = 1, GigabytesOfAnInstance = 4, UsdPerGigabyteSecond = 0.000026, UsdPerMillionExecutions = 0.4;

    [Fact]
    public void ThereAreAtMostThreeAndTheirCostIsWrittenDown()
    {
        var timers = typeof(TimerFunctions).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetParameters()
                .Select(p => (
                    Function: m.GetCustomAttribute<FunctionAttribute>()?.Name,
                    Trigger: p.GetCustomAttribute<TimerTriggerAttribute>())))
            .Where(t => t.Trigger is not null)
            .Select(t => (t.Function, t.Trigger!.Schedule, Daily: Daily(t.Trigger.Schedule)))
            .ToList();
        Assert.InRange(timers.Count, 1, 3);

        var executions = timers.Sum(t => t.Daily);
        var usd = executions * ((SecondsAtLeast * GigabytesOfAnInstance * UsdPerGigabyteSecond) + (UsdPerMillionExecutions / 1e6));
        timers.ForEach(t => output.WriteLine($"{t.Function} ({t.Schedule}): {t.Daily} executions a day"));
        var told = string.Create(CultureInfo.InvariantCulture, $"{timers.Count} timers, {executions} executions a day, {usd:F3} USD a day");
        output.WriteLine(told);

        foreach (var page in new[] { Path.Combine("infra", "SCALING.md"), Path.Combine("docs", "azure.md") })
        {
            Assert.Contains(told, File.ReadAllText(RepositoryRoot.Of(page)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0 */5 * * * *", 288)]
    [InlineData("30 * * * * *", 1440)]
    [InlineData("0 5-59/10 * * * *", 144)]
    [InlineData("0 27 * * * *", 24)]
    [InlineData("0 40 2,14 * * *", 2)]
    public void ASchedulesExecutionsAreCounted(string schedule, int expected) => Assert.Equal(expected, Daily(schedule));

    /// <summary>Executions a day of an NCRONTAB schedule (seconds, minutes, hours; every day).</summary>
    private static int Daily(string schedule)
    {
        var fields = schedule.Split(' ');
        Assert.Equal(["*", "*", "*"], fields[3..]);
        return Values(fields[0], 60) * Values(fields[1], 60) * Values(fields[2], 24);
    }

    private static int Values(string field, int limit) => field.Split(',').Sum(part =>
    {
        var step = part.Split('/');
        var (first, last) = step[0] == "*" ? (0, limit - 1)
            : step[0].Split('-') is [var from, var to] ? (int.Parse(
                from,
                CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture))
            : (int.Parse(step[0], CultureInfo.InvariantCulture), int.Parse(step[0], CultureInfo.InvariantCulture));
        return ((last - first) / (step.Length > 1 ? int.Parse(step[1], CultureInfo.InvariantCulture) : 1)) + 1;
    });
}

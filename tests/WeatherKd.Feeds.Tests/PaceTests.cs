using Microsoft.Extensions.Time.Testing;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Tests;

/// <summary>How fast a source is asked, and by how many requests at once.</summary>
public sealed class PaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task RequestsBeginNoFasterThanTheRate()
    {
        using var pace = new Pace(perSecond: 2, parallelism: 10, _clock);
        var entering = Enumerable.Range(0, 5).Select(_ => pace.EnterAsync(CancellationToken.None)).ToList();

        // Half a second apart, the first at once.
        for (var begun = 1; begun <= 5; begun++)
        {
            await entering[begun - 1];
            Assert.Equal(begun, entering.Count(e => e.IsCompleted));
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }
    }

    [Fact]
    public async Task NoMoreAreUnderWayThanMayBe()
    {
        using var pace = new Pace(perSecond: 1000, parallelism: 2, _clock);
        using var first = await pace.EnterAsync(CancellationToken.None);
        var second = pace.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second;
        var third = pace.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(third.IsCompleted);

        first.Dispose();
        first.Dispose();

        using var entered = await third;
        var fourth = pace.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(fourth.IsCompleted);
    }

    /// <summary>Time that nobody used is not saved up for a burst.</summary>
    [Fact]
    public async Task AfterARestTheRateHoldsAsBefore()
    {
        using var pace = new Pace(perSecond: 1, parallelism: 10, _clock);
        (await pace.EnterAsync(CancellationToken.None)).Dispose();
        _clock.Advance(TimeSpan.FromHours(1));

        (await pace.EnterAsync(CancellationToken.None)).Dispose();
        var next = pace.EnterAsync(CancellationToken.None);
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task OneThatGivesUpLeavesItsPlace()
    {
        using var pace = new Pace(perSecond: 1, parallelism: 1, _clock);
        (await pace.EnterAsync(CancellationToken.None)).Dispose();
        using var stop = new CancellationTokenSource();
        var waiting = pace.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var next = pace.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await next;
    }
}

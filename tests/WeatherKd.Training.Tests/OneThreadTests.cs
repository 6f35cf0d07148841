using WeatherKd.Training.Tensors;

namespace WeatherKd.Training.Tests;

public sealed class OneThreadTests
{
    [Fact]
    public void WhatFollowsAnAwaitComesBackToTheThreadThatAsked()
    {
        var asked = Environment.CurrentManagedThreadId;

        var seen = OneThread.Run(async () =>
        {
            var threads = new HashSet<int>();
            for (var i = 0; i < 20; i++)
            {
                await Task.Run(() => { });
                threads.Add(Environment.CurrentManagedThreadId);
                await foreach (var _ in YieldingAsync())
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                }
            }

            return threads;
        });

        Assert.Equal([asked], seen);
    }

    [Fact]
    public void WhatTheWorkThrowsIsThrown()
    {
        var error = Assert.Throws<InvalidDataException>(() => OneThread.Run<int>(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("no data");
        }));

        Assert.Equal("no data", error.Message);
    }

    private static async IAsyncEnumerable<int> YieldingAsync()
    {
        await Task.Yield();
        yield return 1;
    }
}

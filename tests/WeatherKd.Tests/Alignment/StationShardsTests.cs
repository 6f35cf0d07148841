using WeatherKd.Alignment;

namespace WeatherKd.Tests.Alignment;

public sealed class StationShardsTests
{
    private static readonly List<string> Stations = [.. Enumerable.Range(0, 3000).Select(i => $"S{i:D5}")];

    [Fact]
    public void EveryStationIsInExactlyOneShardAndNoneIsTooLarge()
    {
        var shards = StationShards.Divide(Stations, 64);

        Assert.All(Stations, id => Assert.Single(shards, s => s.Contains(id)));
        Assert.All(shards, s => Assert.InRange(Stations.Count(s.Contains), 1, 128));
        Assert.InRange(shards.Count, 3000 / 128, 3000 / 32);
        Assert.Null(shards[0].From);
        Assert.Null(shards[^1].To);
    }

    [Fact]
    public void AStationThatIsAddedChangesTheShardsNearIt()
    {
        var before = StationShards.Divide(Stations, 64);
        var after = StationShards.Divide([.. Stations.Append("S01500a").Order(StringComparer.Ordinal)], 64);

        Assert.True(after.Except(before).Count() <= 4, string.Join(", ", after.Except(before)));
    }

    [Fact]
    public void FewStationsAreOneShard() => Assert.Single(StationShards.Divide(["129", "130"], 64));

    [Fact]
    public void OneStationAShardIsPossible() =>
        Assert.Equal(3000, StationShards.Divide(Stations, 1).Count(s => Stations.Count(s.Contains) == 1));
}

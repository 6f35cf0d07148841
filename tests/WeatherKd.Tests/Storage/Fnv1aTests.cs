using WeatherKd.Recent;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Storage;

public sealed class Fnv1aTests
{
    /// <summary>The test vectors of draft-eastlake-fnv, appendix C.</summary>
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void TheHashIsThatOfItsAuthors(string text, uint hash) => Assert.Equal(hash, Fnv1a.Of(text));

    /// <summary>By ten lines of Python over the definition. Another shard would be looked for in vain in accounts that exist.</summary>
    [Theory]
    [InlineData("129", 9)]
    [InlineData("KSM00047108", 14)]
    [InlineData("722020-12839", 12)]
    public void TheShardOfAStationStaysTheSame(string station, int shard) => Assert.Equal(shard, RecentShards.Of(station));

    /// <summary>By the same lines: the start that the seed 7 gives to the initial weights.</summary>
    [Fact]
    public void AnotherStartGivesAnotherHash() =>
        Assert.Equal(793922301u, Fnv1a.Of("heads.weight", Fnv1a.OffsetBasis ^ unchecked(7 * 2654435761u)));
}

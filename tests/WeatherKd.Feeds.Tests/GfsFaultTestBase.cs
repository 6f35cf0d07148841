using WeatherKd.Feeds.Rounds;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>A feed of GFS, three leads of a run, whose source does something wrong.</summary>
public abstract class GfsFaultTestBase(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    /// <summary>The file of the second lead, with which most goes wrong.</summary>
    protected const string File = "/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f002";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Scene.AddAsync(Scene.Gfs);
    }

    /// <summary>Whether a request is for a part of <see cref="File"/>.</summary>
    private protected static bool IsRange(PlayedRequest request) => request.Path == File && request.Range.Length > 0;

    /// <summary>Lets the source do something wrong.</summary>
    private protected void Add(Fault fault) => Scene.Server.Faults.Add(fault);

    /// <summary>A later look, once the source does all right again.</summary>
    private protected Task<IReadOnlyList<FeedLook>> AfterTheFaultAsync()
    {
        Scene.Server.Faults.Clear();
        return Scene.LookLaterAsync();
    }

    /// <summary>Every blob has exactly the wanted messages of its lead.</summary>
    protected async Task AllAreWholeAsync()
    {
        foreach (var name in await FeedScene.NamesAsync(Scene.Storage.NumericalModel))
        {
            var lead = int.Parse(name[^9..^6]);
            byte[] wanted = [.. new[] { "TMP:2 m above ground", "RH:2 m above ground", "UGRD:10 m above ground", "VGRD:10 m above ground" }
                .SelectMany(n => Scene.Server.Weather.Message(
                    PlayedField.All.Single(f => f.Ncep == n),
                    FeedScene.Noon.AddHours(-6),
                    lead))];
            Assert.Equal(wanted, await FeedScene.ContentAsync(Scene.Storage.NumericalModel, name));
        }
    }
}

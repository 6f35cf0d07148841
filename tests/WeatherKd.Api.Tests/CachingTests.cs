using System.Net;
using System.Net.Http.Headers;
using WeatherKd.Recent;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class CachingTests(AzuriteFixture azurite, SharedService shared) : IClassFixture<SharedService>
{
    private const string Address = "/api/v1/forecast?station=129";

    [Fact]
    public async Task AnUnchangedForecastIsA304()
    {
        using var first = await shared.Service.Http.GetAsync(Address);
        var byTag = await SendAsync(shared.Service, r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        var byDate = await SendAsync(shared.Service, r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified);
        var otherTag = await SendAsync(
            shared.Service,
            r =>
            {
                r.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
                r.Headers.IfModifiedSince = first.Content.Headers.LastModified;
            });

        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, byTag);
        Assert.Equal(HttpStatusCode.NotModified, byDate);
        Assert.Equal(HttpStatusCode.OK, otherTag);
    }

    [Fact]
    public async Task MayBeKeptHalfAMinuteButNeverPastTheNextObservation()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();

        // The newest observation is of 12:00, the next is expected at 13:00; the clock stands at 12:20.
        using var early = await service.Http.GetAsync(Address);
        service.Clock.Advance(TimeSpan.FromMinutes(39.75));
        using var late = await service.Http.GetAsync(Address);

        Assert.Equal(TimeSpan.FromSeconds(30), early.Headers.CacheControl!.MaxAge);
        Assert.Equal(TimeSpan.FromSeconds(15), late.Headers.CacheControl!.MaxAge);
        Assert.Equal(SampleWeather.Newest.AddHours(1), late.Content.Headers.Expires);
    }

    [Fact]
    public async Task ChangesWithinTwoSecondsOfAStoredObservation()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();
        using var before = await service.Http.GetAsync(Address);

        await service.Get<RecentSnapshot>().ApplyAsync(
            [SampleWeather.Observations(("129", SampleWeather.Newest.AddHours(1)))], service.Clock.GetUtcNow(), CancellationToken.None);
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        var (_, after) = await service.JsonAsync(Address);

        Assert.Equal("2021-01-30T13:00:00Z", after.GetProperty("last_observation").GetString());
        Assert.Equal(HttpStatusCode.OK, await SendAsync(service, r => r.Headers.IfNoneMatch.Add(before.Headers.ETag!)));
    }

    [Fact]
    public async Task ChangesWithinTenSecondsOfANewChampion()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();
        await service.JsonAsync(Address);

        var second = await service.PromoteAsync(plus: 3, dataset: "second");
        service.Clock.Advance(TimeSpan.FromSeconds(10));
        var (_, after) = await service.JsonAsync(Address);

        Assert.Equal(second, after.GetProperty("student").GetProperty("id").GetString());
        Assert.Equal(
            SampleWeather.Temperature(SampleWeather.Newest.AddHours(1)) + 1.5,
            ForecastTests.Values(after, "temperature_2m")[0]!.Value,
            0.01);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task ACompressedAnswerHasATagOfItsOwn(string coding)
    {
        using var plain = await shared.Service.Http.GetAsync(Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.AcceptEncoding.ParseAdd(coding);
        using var packed = await shared.Service.Http.SendAsync(request);

        Assert.Equal([coding], packed.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.True(packed.Content.Headers.ContentLength < plain.Content.Headers.ContentLength / 2);
    }

    [Fact]
    public async Task HeadAnswersWithoutABody()
    {
        using var response = await shared.Service.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.True(response.Content.Headers.ContentLength > 1000);
    }

    [Fact]
    public async Task OtherOriginsMayReadButNotChange()
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, Address);
        read.Headers.Add("Origin", "https://example.org");
        using var answer = await shared.Service.Http.SendAsync(read);
        using var change = new HttpRequestMessage(HttpMethod.Options, "/api/v1/students/rollback");
        change.Headers.Add("Origin", "https://example.org");
        change.Headers.Add("Access-Control-Request-Method", "POST");
        using var preflight = await shared.Service.Http.SendAsync(change);

        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<HttpStatusCode> SendAsync(ApiService service, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        prepare(request);
        using var response = await service.Http.SendAsync(request);
        return response.StatusCode;
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Recent;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Students;

namespace WeatherKd.Api.Tests;

/// <summary>The API on Kestrel over a storage account of its own in Azurite, with a clock that stands still until it is moved.</summary>
internal sealed class ApiService : IAsyncDisposable
{
    public const string AdminKey = "an admin key for tests";

    private readonly WebApplication _application;

    private ApiService(WebApplication application, FakeTimeProvider clock)
    {
        _application = application;
        Clock = clock;
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public HttpClient Http { get; }

    public FakeTimeProvider Clock { get; }

    public WorkflowsInMemory Workflows => (WorkflowsInMemory)Get<IWorkflowClient>();

    public StudentRegistry Registry => Get<StudentRegistry>();

    /// <summary>Starts a service that knows the sample weather; nobody is in service yet.</summary>
    public static Task<ApiService> StartAsync(AzuriteFixture azurite, params (string Key, string? Value)[] settings) =>
        StartAsync(azurite, withWeather: true, settings);

    /// <summary>Starts a service that knows the sample weather, or nothing.</summary>
    public static async Task<ApiService> StartAsync(AzuriteFixture azurite, bool withWeather, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Storage:ConnectionString", azurite.NewConnectionString()),
            new("Api:AdminKey", AdminKey),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        var clock = new FakeTimeProvider(SampleWeather.Newest.AddMinutes(20));
        builder.Services.AddWeatherKd(builder.Configuration).AddWeatherKdApi(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        builder.Services.AddSingleton<IWorkflowClient>(new WorkflowsInMemory(clock));
        var application = builder.Build();
        await application.Services.GetRequiredService<WeatherStorage>().CreateContainersAsync(CancellationToken.None);
        application.MapWeatherKdApi();
        await application.StartAsync();
        var service = new ApiService(application, clock);
        if (withWeather)
        {
            await SampleWeather.StoreAsync(service.Get<RecentSnapshot>(), service.Get<StationDirectory>());
        }

        return service;
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>Registers the student that adds a constant to the numerical model.</summary>
    public async Task<string> RegisterAsync(float plus = SampleWeather.Correction, string dataset = "dataset")
    {
        var onnx = HandMadeStudent.Write(plus, HandMadeStudent.Lineage(dataset, null, SampleWeather.Variables));
        var manifest = await Registry.RegisterAsync(
            new NewStudent { Onnx = onnx, Job = "retrain-" + dataset, NewestRun = SampleWeather.Newest, TrainingSeconds = 42 },
            CancellationToken.None);
        return manifest.Id;
    }

    /// <summary>Registers a student and puts it into service.</summary>
    public async Task<string> PromoteAsync(float plus = SampleWeather.Correction, string dataset = "dataset")
    {
        var id = await RegisterAsync(plus, dataset);
        var sequence = (await Registry.ChampionAsync(CancellationToken.None))?.Value.Sequence ?? 0;
        await Registry.PromoteAsync(id, "test-" + id, "a test", "better", sequence, CancellationToken.None);
        return id;
    }

    /// <summary>
    /// Asks until the archive's writer, which gathers for a second of the service's clock, has written what is expected; before, there is
    /// nothing or what stood earlier.
    /// </summary>
    /// <param name="address">A forecast as of a time.</param>
    /// <param name="expected">The answer that was given then.</param>
    public async Task ArchivedAsync(string address, string expected)
    {
        while (true)
        {
            using var response = await Http.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is 200 or 404, $"{(int)response.StatusCode}");
            if (response.IsSuccessStatusCode
                && await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) == expected)
            {
                return;
            }

            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The JSON of an answer of any status.</summary>
    public async Task<(int Status, JsonElement Body)> JsonAsync(string address)
    {
        using var response = await Http.GetAsync(address);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Sends a change with a key; null sends none.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string address, object? body = null, string? key = AdminKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (key is not null)
        {
            request.Headers.Add("X-Admin-Key", key);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
    }
}

/// <summary>A service with a student in it, for all tests that only read.</summary>
public sealed class SharedService(AzuriteFixture azurite) : IAsyncLifetime
{
    internal ApiService Service { get; private set; } = null!;

    internal string Student { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await ApiService.StartAsync(azurite);
        Student = await Service.PromoteAsync();
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

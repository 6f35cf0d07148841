using Azure.Core;
using Azure.Core.Serialization;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd;
using WeatherKd.Api;
using WeatherKd.Api.Conventions;
using WeatherKd.Feeds;
using WeatherKd.Functions;
using WeatherKd.Functions.Http;
using WeatherKd.Functions.Workflow;
using WeatherKd.Retraining.Launching;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Settings;
using WeatherKd.Storage;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<InvocationLogScope>();

var identity = new DefaultAzureCredential(new DefaultAzureCredentialOptions
{
    ManagedIdentityClientId = builder.Configuration["Storage:ClientId"],
});
builder.Services
    .AddWeatherKd(builder.Configuration)
    .AddWeatherKdApi(builder.Configuration)
    .AddFeeds(builder.Configuration)
    .AddSingleton<TokenCredential>(identity)
    .AddSingleton<DurableWorkflowClient>()
    .AddSingleton<IWorkflowClient>(p => p.GetRequiredService<DurableWorkflowClient>())
    .AddSingleton(new RouteTable(ApiRoutes.All))
    .AddTelemetry(builder.Configuration, identity)
    // One way of writing JSON everywhere: also in orchestration histories, custom statuses and activity arguments.
    .Configure<WorkerOptions>(o => o.Serializer = new JsonObjectSerializer(WeatherJson.Compact));

if (builder.Configuration["Api:ReadAuthorization"] == nameof(AuthorizationLevel.Function))
{
    builder.Services.AddSingleton<IFunctionMetadataTransformer, ReadAuthorization>();
}

if (builder.Configuration.GetSection("TrainingJob") is { } job && job["ResourceId"] is { Length: > 0 })
{
    builder.Services.AddSingleton<ITrainingLauncher>(p =>
    {
        var options = new ContainerAppsJobOptions();
        job.Bind(options);
        return new ContainerAppsJobLauncher(options, identity, p.GetRequiredService<ILogger<ContainerAppsJobLauncher>>());
    });
}
else
{
    // On a developer's machine, beside Azurite.
    var program = builder.Configuration["TrainingJob:Program"]
        ?? throw new InvalidOperationException("Set TrainingJob:ResourceId (Azure) or TrainingJob:Program (this machine).");
    var connection = builder.Configuration["Storage:ConnectionString"]
        ?? throw new InvalidOperationException("A trainer on this machine needs Storage:ConnectionString.");
    builder.Services.AddSingleton(new LocalTrainer(Path.GetFullPath(program, AppContext.BaseDirectory), connection));
    builder.Services.AddSingleton<ITrainingLauncher, LocalProcessLauncher>();
    builder.Services.AddHostedService<LocalContainers>().AddHostedService<HostWatch>();
}

builder.Services
    .AddSettings<ReadSettings>(builder.Configuration, "Api")
    .AddSingleton(new SettingsSection("TrainingJob", typeof(ContainerAppsJobOptions), "Program", "Retry", "Diagnostics"));
var application = builder.Build();

// An app setting that cannot be used stops the start with a sentence in the log, instead of a retraining hours later.
application.Services.GetRequiredService<SettingsCheck>().Run(builder.Configuration);
application.Run();

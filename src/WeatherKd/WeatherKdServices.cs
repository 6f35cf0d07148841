using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Forecasting;
using WeatherKd.Ingestion;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Aligning;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Settings;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd;

/// <summary>Puts the domain together, the same for every host.</summary>
public static class WeatherKdServices
{
    /// <summary>
    /// Adds all that the domain consists of. The host adds what differs between hosts: an <see cref="IWorkflowClient"/> and an
    /// <see cref="Retraining.Launching.ITrainingLauncher"/>.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">Sections <c>Storage</c>, <c>NumericalModel</c>, <c>NumericalModelChecks</c>, <c>Interpolation</c>,
    /// <c>Quality</c>, <c>Alignment</c>, <c>Retraining</c>.</param>
    public static IServiceCollection AddWeatherKd(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StorageConnection>(configuration, "Storage");
        services.AddSettings<AlignmentOptions>(configuration, "Alignment");
        services.AddSettings<RetrainingOptions>(configuration, "Retraining");
        services.AddSettings<ForecastingOptions>(configuration, "Forecasting");
        services.AddSettings<RunExpectations>(configuration, "NumericalModel");
        services.AddSettings<QualityOptions>(configuration, "Quality");
        services.AddSettings<InterpolationOptions>(configuration, "Interpolation");
        services.AddSettings<SweepOptions>(configuration, "Sweep");
        services.AddSettings<TeacherCheckOptions>(configuration, "NumericalModelChecks");
        services.AddSingleton<SettingsCheck>();
        services.AddSingleton(p => p.GetRequiredService<IOptions<RunExpectations>>().Value);
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(VariableTable.Default);
        return services.AddFiles().AddSteps().AddStudents(configuration).AddForecasting();
    }

    private static IServiceCollection AddFiles(this IServiceCollection services) => services
        .AddSingleton(p => new WeatherStorage(p.GetRequiredService<IOptions<StorageConnection>>().Value.Connect()))
        .AddSingleton(_ => new WorkFolder())
        .AddSingleton<Quarantine>()
        .AddSingleton<SourceAttributions>()
        .AddSingleton<QuarantineRetry>()
        .AddSingleton<Compaction>()
        .AddSingleton<StationDirectory>()
        .AddSingleton<ArrivalPipeline>()
        .AddSingleton<StationListArrival>()
        .AddSingleton<ObservationFormats>()
        .AddSingleton(p => new QualityControl(
            p.GetRequiredService<VariableTable>(),
            p.GetRequiredService<IOptions<QualityOptions>>().Value))
        .AddSingleton<ObservationStore>()
        .AddSingleton<ObservationArrival>()
        .AddSingleton(p => new NumericalModelFormats(
            p.GetRequiredService<VariableTable>(),
            p.GetRequiredService<IOptions<InterpolationOptions>>().Value))
        .AddSingleton<TeacherStore>()
        .AddSingleton(p => new TeacherChecks(
            p.GetRequiredService<VariableTable>(), p.GetRequiredService<IOptions<TeacherCheckOptions>>().Value))
        .AddSingleton<CheckLedger>()
        .AddSingleton<RunHistoryStore>()
        .AddSingleton<RunCompleteness>()
        .AddSingleton<RunLedger>()
        .AddSingleton<OverdueRuns>()
        .AddSingleton<ModelFileArrival>()
        .AddSingleton<RawArrivals>()
        .AddSingleton<RawBlobSweep>();

    private static IServiceCollection AddForecasting(this IServiceCollection services) => services
        .AddSingleton<RecentSnapshot>()
        .AddSingleton<RecentStore>()
        .AddSingleton<IntervalStore>()
        .AddSingleton<ChampionSession>()
        .AddSingleton<ForecastIssuer>()
        .AddSingleton<StudentsOnRequest>()
        .AddSingleton<ForecastService>();

    private static IServiceCollection AddSteps(this IServiceCollection services) => services
        .AddSingleton<DatasetStore>()
        .AddSingleton<RetrainingTrigger>()
        .AddSingleton<TrainingResultArrival>()
        .AddSingleton<WarmStart>()
        .AddSingleton<TrainingSlots>()
        .AddSingleton<PendingRetrainings>()
        .AddSingleton<ITrainingSlots>(p => p.GetRequiredService<TrainingSlots>())
        .AddSingleton<IStep<SlotRequest, SlotAnswer>, TakeTrainingSlotStep>()
        .AddSingleton<IStep<SettleRequest, SettledRun>, SettleRunStep>()
        .AddSingleton<RecordSurvey>()
        .AddSingleton<AlignmentPlanner>()
        .AddSingleton<DatasetAlignment>()
        .AddSingleton<IStep<AlignmentRequest, PlannedAlignment>, PlanAlignmentStep>()
        .AddSingleton<IStep<ShardRequest, AlignedShard>, AlignShardStep>()
        .AddSingleton<IStep<DescriptionRequest, AlignedDataset>, DescribeDatasetStep>()
        .AddSingleton<IStep<AlignmentRequest, AlignedDataset>, AlignDatasetStep>()
        .AddSingleton<IStep<TrainingStart, TrainingExecution>, StartTrainingStep>()
        .AddSingleton<IStep<TrainingExecution, TrainingState>, CheckTrainingStep>()
        .AddSingleton<IStep<TrainingStop, TrainingState>, StopTrainingStep>()
        .AddSingleton<IStep<SlotRelease, SlotReleased>, ReleaseTrainingSlotStep>();
}

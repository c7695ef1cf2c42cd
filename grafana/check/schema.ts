// What our dashboards may hold, by the types of @grafana/schema: each kind of panel with its own options, nothing unknown anywhere.
// What that package leaves open (queries, transformations, annotations of the Prometheus data source) is closed here.
import type {
  AnnotationQuery, Dashboard, DashboardLink, DataSourceRef, FieldConfig, MatcherConfig, Panel, RowPanel, VariableModel,
} from '@grafana/schema/dist/types/raw/dashboard/x/types.gen';
import type * as bargauge from '@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/types.gen';
import type * as stat from '@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen';
import type * as table from '@grafana/schema/dist/types/raw/composable/table/panelcfg/x/types.gen';
import type * as timeseries from '@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen';

interface Prometheus extends DataSourceRef { type: 'prometheus'; uid: '${datasource}' }

interface Query {
  refId: string; datasource: Prometheus; expr: string; legendFormat: string; editorMode: 'code'; range: boolean; instant: boolean;
  format?: 'table';
}

interface Override<Custom> {
  matcher: MatcherConfig & { id: 'byName'; options: string };
  properties: Array<
    | { id: 'color'; value: FieldConfig['color'] } | { id: 'thresholds'; value: FieldConfig['thresholds'] }
    | { id: 'unit'; value: string } | { id: 'decimals'; value: number } | { id: 'links'; value: DataLink[] }
    | { id: 'custom.cellOptions'; value: unknown } | { id: 'custom.width'; value: number }
    | { id: 'custom.axisPlacement'; value: 'left' | 'right' } | { id: 'custom.axisSoftMax'; value: number }>;
}

interface DataLink { title: string; url: string; targetBlank?: boolean }

interface Fields<Custom> {
  defaults: Omit<FieldConfig, 'custom' | 'links'> & { unit: string; custom?: Custom };
  overrides: Array<Override<Custom>>;
}

type Transformation =
  | { id: 'joinByField'; options: { byField: string; mode: 'outer' } }
  | { id: 'organize';
      options: { excludeByName: Record<string, boolean>; indexByName: Record<string, number>; renameByName: Record<string, string> } }
  | { id: 'groupingToMatrix'; options: { rowField: string; columnField: string; valueField: string; emptyValue: 'zero' } };

interface Of<Type extends string, Options, Custom>
  extends Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets' | 'datasource' | 'transformations' | 'links'> {
  type: Type; id: number; title: string; description: string; datasource: Prometheus; targets: Query[]; links: DashboardLink[];
  options: Options; fieldConfig: Fields<Custom>; transformations?: Transformation[];
}

type Known =
  | Of<'timeseries', timeseries.Options, Partial<timeseries.FieldConfig>>
  | Of<'stat', stat.Options, never>
  | Of<'bargauge', bargauge.Options, never>
  | Of<'table', table.Options, Partial<table.FieldConfig>>
  | RowPanel;

interface Annotation extends Omit<AnnotationQuery, 'target' | 'datasource'> {
  datasource: Prometheus;
  target: { refId: string; expr: string; interval: string };
  titleFormat: string; textFormat: string; tagKeys: string; useValueForTime: boolean;
}

interface Variable extends Omit<VariableModel, 'query' | 'datasource'> {
  datasource?: Prometheus; query: string | { query: string; refId: string };
}

export interface OurDashboard extends Omit<Dashboard, 'panels' | 'annotations' | 'templating'> {
  uid: string; title: string; description: string; tags: string[];
  panels: Known[]; annotations: { list: Annotation[] }; templating: { list: Variable[] };
}

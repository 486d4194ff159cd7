import { Aspects, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** Lets every alarm below a construct notify a topic, when it is raised and when it ends. */
export function notifyTopic(scope: IConstruct, topicArn: string): void {
  const aspect: IAspect = {
    visit(node) {
      if (!(node instanceof CfnAlarm)) return;
      node.alarmActions = [topicArn];
      node.okActions = [topicArn];
    },
  };
  Aspects.of(scope).add(aspect);
}
